"""The process of a topic: `python -m fastrank.warming inference`."""

import sys

from fastrank.warming import warm

warm(sys.argv[1])
