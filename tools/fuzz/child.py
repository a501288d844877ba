"""A child process: tries cases one after the other and says, line by line, what it does and what became of it."""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import resource
import sys
from importlib import import_module
from pathlib import Path

ROOM = (
    3 << 30
)  # bytes of address space a case may take: what lies about its size must not take the machine down


def main() -> None:
    """Try the cases that the arguments name."""
    options = _options()
    protocol = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what libraries print must not look like a line of ours
    run_case = import_module(options.cases).run_case
    kept = None if options.steps is None else [int(step) for step in options.steps.split(",") if step]
    folder = Path(options.folder) / "case"
    _limit_memory()
    for number in range(options.first, options.end):
        faulthandler.dump_traceback_later(options.patience, file=sys.stderr)
        kind, outcome = run_case(
            options.seed,
            number,
            folder,
            kept,
            lambda phase, n=number: print(json.dumps([n, phase]), file=protocol),
        )
        faulthandler.cancel_dump_traceback_later()
        print(json.dumps([number, kind, outcome.name, outcome.detail, outcome.steps]), file=protocol)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", default="tools.fuzz.cases", help="the module whose run_case is called")
    parser.add_argument("--steps", help="which steps of damage to take, by number")
    parser.add_argument("--folder", required=True)
    parser.add_argument("--patience", type=float, default=20)
    for name in ("seed", "first", "end"):
        parser.add_argument(f"--{name}", type=int, required=True)
    return parser.parse_args()


def _limit_memory() -> None:
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + ROOM, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    faulthandler.enable()
    main()
