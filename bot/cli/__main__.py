"""``python -m bot.cli`` is ``newsdesk``."""

import sys

from bot.cli import main

if __name__ == "__main__":  # workers import this file too
    sys.exit(main())
