"""fastrank config: what this installation runs on."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

HELP = "print versions, processor, threads and where compiled kernels are kept"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command takes: nothing."""


def run(arguments: Namespace) -> None:
    """Print the configuration."""
    from fastrank.show_config import show_config

    show_config()
