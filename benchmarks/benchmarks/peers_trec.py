"""What peers do with TREC text: nDCG@10 of every judged query, from the files."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from .peers_tables import pytrec_eval_of_dicts


def pytrec_eval_ndcg(qrels: Path, run: Path) -> dict[str, float]:
    """Read both files with pytrec_eval's own functions and evaluate."""
    import pytrec_eval

    with open(qrels, encoding="ascii") as judged, open(run, encoding="ascii") as retrieved:
        return pytrec_eval_of_dicts(pytrec_eval.parse_qrel(judged), pytrec_eval.parse_run(retrieved))


def trec_eval_program() -> str | None:
    """Return trec_eval's C program, where the environment names one."""
    return os.environ.get("FASTRANK_TREC_EVAL")


def trec_eval_ndcg(qrels: Path, run: Path, *, every_query: bool = False) -> dict[str, float]:
    """Run the program on both files; without `every_query` it prints the mean alone."""
    program = trec_eval_program()
    assert program is not None, "FASTRANK_TREC_EVAL names no program"
    command = [program, *(["-q"] if every_query else []), "-m", "ndcg_cut.10", str(qrels), str(run)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {query: float(value) for _, query, value in (line.split() for line in printed.splitlines())}
