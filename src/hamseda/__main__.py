"""`python -m hamseda`."""

from hamseda.cli import main

main()
