"""`python -m community.cli`, for processes that start one another."""

from community.cli import main

main()
