"""``python -m fastrank`` and the command ``fastrank``."""

from __future__ import annotations

import sys

from fastrank.cli import main

if __name__ == "__main__":
    sys.exit(main())
