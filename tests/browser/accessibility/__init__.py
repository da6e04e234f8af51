"""What a screen reader is told: the tree of accessibility, as Chromium hands it on."""
