"""The help of the command line and of each of its commands, as argparse prints it."""

from __future__ import annotations

import argparse
import os


def command_help() -> str:
    """Return every help text, the main one first."""
    os.environ["COLUMNS"] = "100"  # argparse wraps to the terminal; pages must not depend on it
    os.environ["NO_COLOR"] = "1"
    parser = _parser()
    texts = [parser.format_help(), *(command.format_help() for command in _commands(parser))]
    return "\n\n".join(texts)


def _parser() -> argparse.ArgumentParser:
    from fastrank import cli

    return cli.build_parser()


def _commands(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return [command for group in groups for command in group.choices.values()]
