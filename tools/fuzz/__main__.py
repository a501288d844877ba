"""The command: `python -m tools.fuzz --help`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import tools.fuzz
from tools.fuzz.blocks import Children
from tools.fuzz.findings import Tally, keep

PROGRESS = 20.0  # seconds between lines
ALIKE = 3  # findings with the same message are kept; the others are counted


def main(argv: list[str] | None = None) -> int:
    """Try cases; return 1 where something was found."""
    options = _options(argv)
    with tempfile.TemporaryDirectory(prefix="fastrank-fuzz-") as work:
        children = Children(options.seed, Path(work), options.patience)
        if options.case is not None:
            return _one(children, options)
        return _many(children, options)


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.fuzz",
        description=tools.fuzz.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--cases", type=int, default=1000, help="how many (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after that long")
    parser.add_argument(
        "--block", type=int, default=1000, help="cases a child process (default: %(default)s)"
    )
    parser.add_argument(
        "--patience", type=float, default=30, help="seconds a case may take (default: %(default)s)"
    )
    parser.add_argument(
        "--findings", type=Path, default=Path("fuzz-findings"), help="folder (default: %(default)s)"
    )
    parser.add_argument(
        "--most", type=int, default=50, help="stop after that many findings (default: %(default)s)"
    )
    parser.add_argument("--case", type=int, help="repeat one case and show what became of it")
    parser.add_argument("--steps", help="of that case: the steps of damage to take, such as 0,2")
    return parser.parse_args(argv)


def _one(children: Children, options: argparse.Namespace) -> int:
    steps = None if options.steps is None else [int(step) for step in options.steps.split(",") if step]
    (result,) = children.results(options.case, options.case + 1, steps)
    print(f"{result.kind}: {result.outcome.name}; steps {result.outcome.steps}\n{result.outcome.detail}")
    folder = options.findings / f"{options.seed}-{options.case}"
    print(f"its files: {keep(result, children, options.findings) if not result.outcome.good else folder}")
    return int(not result.outcome.good)


def _many(children: Children, options: argparse.Namespace) -> int:
    tally, found, begin, said = Tally(), [], time.monotonic(), time.monotonic()
    end = options.first + options.cases
    for first in range(options.first, end, options.block):
        for result in children.results(first, min(first + options.block, end)):
            again = tally.add(result)
            now = time.monotonic()
            if not result.outcome.good and again <= ALIKE:
                folder = keep(
                    result,
                    Children(options.seed, _beside(children.folder), options.patience),
                    options.findings,
                )
                found.append(folder)
                print(f"case {result.number}: {result.outcome.name}, see {folder}", flush=True)
            if now > said + PROGRESS:
                said = now
                print(
                    f"{result.number + 1 - options.first} cases, {now - begin:.0f} s, {len(found)} findings kept",
                    flush=True,
                )
            if now > begin + options.seconds or len(found) >= options.most:
                return _summed_up(tally, found, options, time.monotonic() - begin)
    return _summed_up(tally, found, options, time.monotonic() - begin)


def _beside(folder: Path) -> Path:
    """A folder of its own for repeating a case while the child that found it goes on."""
    beside = folder / "again"
    beside.mkdir(exist_ok=True)
    return beside


def _summed_up(tally: Tally, found: list[Path], options: argparse.Namespace, seconds: float) -> int:
    print(tally.summary())
    n = tally.outcomes.total()
    print(
        f"seed {options.seed}: {n} cases in {seconds:.0f} s, {n / seconds:.0f} a second; {len(found)} findings kept"
    )
    options.findings.mkdir(parents=True, exist_ok=True)
    tally.write_messages(options.findings / f"messages-{options.seed}.txt")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
