"""`python -m bot` is the command `dateline`."""

from bot.cli import main

main()
