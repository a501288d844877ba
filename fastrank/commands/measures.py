"""fastrank measures: what can be measured, from the registry."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from fastrank.commands import options, output

HELP = "list every measure with its parameters"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the command takes."""
    options.add_output(parser)


def run(arguments: Namespace) -> None:
    """Show the registry."""
    from fastrank.report.measures import measures_sheet, measures_table, measures_text
    from fastrank.report.text import width_of
    from fastrank.spec import all_metrics
    from fastrank.spec.parameters import PARAMETERS

    if arguments.format == "table" and arguments.output is None:
        print(measures_text(all_metrics(), PARAMETERS, width_of(sys.stdout)))
        return
    output.put(arguments, [measures_sheet(all_metrics())], lambda: measures_table(all_metrics()))
