"""`python -m cjmsite`."""

from cjmsite.cli.main import main

main()
