"""How the main pages look: small reference pictures, and the comparison with what the browser shows now.

`python -m tests.browser.pictures` renews the references after a wanted change of look; git shows the change.
"""
