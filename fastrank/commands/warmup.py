"""fastrank warmup: compile everything now."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

HELP = "compile every kernel now, so that no later process waits for it"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command takes: nothing."""


def run(arguments: Namespace) -> None:
    """Compile and say what was done."""
    from fastrank.warmup import warmup

    done = warmup()
    print(
        f"{done['compiled']} kernels compiled and {done['loaded']} loaded in {done['seconds']} s; "
        f"kept in {done['directory']}"
    )
