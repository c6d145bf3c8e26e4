"""``python -m bot.cli`` is ``newsdesk``."""

import sys

from bot.cli import main

sys.exit(main())
