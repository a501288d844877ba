"""The command line: one parser, one place where errors become one line and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from fastrank import __version__
from fastrank.commands import (
    agreement,
    battles,
    bootstrap,
    compare,
    config,
    demo,
    evaluate,
    fuse,
    leaderboard,
    measures,
    nest,
    options,
    output,
    trec_eval,
    warmup,
)

COMMANDS = {
    "demo": demo,
    "evaluate": evaluate,
    "compare": compare,
    "leaderboard": leaderboard,
    "bootstrap": bootstrap,
    "agreement": agreement,
    "battles": battles,
    "measures": measures,
    "fuse": fuse,
    "nest": nest,
    "trec_eval": trec_eval,
    "warmup": warmup,
    "config": config,
}
USER_ERROR, SYSTEM_ERROR, INTERRUPTED, BROKEN_PIPE = 2, 1, 130, 141
_USERS = (
    ValueError,
    TypeError,
    KeyError,
    FileNotFoundError,
    PermissionError,
    IsADirectoryError,
    NotADirectoryError,
)


class _UsageError(Exception):
    """Arguments that the parser does not accept."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _UsageError(f"{message} (see {self.prog} --help)")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = _Parser(prog="fastrank", description="Ranking metrics, and which systems differ.")
    parser.add_argument("--version", action="version", version=f"fastrank {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        own = commands.add_parser(name, help=command.HELP, description=_sentence(command.HELP))
        command.add_arguments(own)
        own.set_defaults(run=command.run, command=name)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; those of the process where None.

    Returns
    -------
    int
        0; 2 for an error in what the user gave, 1 for one of the system, 130 for Ctrl-C.
    """
    try:
        arguments = build_parser().parse_args(argv)
        _run(arguments)
        sys.stdout.flush()
    except SystemExit as end:  # --help and --version
        return int(end.code or 0)
    except BrokenPipeError:
        _silence_stdout()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        print("fastrank: interrupted", file=sys.stderr)
        return INTERRUPTED
    except (_UsageError, *_USERS) as error:
        return _fail(error, USER_ERROR)
    except (OSError, MemoryError) as error:
        return _fail(error, SYSTEM_ERROR)
    return 0


def _run(arguments: argparse.Namespace) -> None:
    if "threads" in arguments:
        options.set_threads(arguments)
    if "format" in arguments:
        output.check(arguments)
    arguments.run(arguments)


def _fail(error: BaseException, code: int) -> int:
    if os.environ.get("FASTRANK_DEBUG"):
        raise error
    print(f"fastrank: error: {_one_line(error)}", file=sys.stderr)
    return code


def _one_line(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        text = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    else:  # a KeyError's own text is quoted
        text = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    return " ".join(text.split()) or type(error).__name__


def _silence_stdout() -> None:
    """The reader has gone (`| head`): nothing more is written there, not even by Python at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
