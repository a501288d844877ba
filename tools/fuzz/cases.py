"""Which case a number stands for, and running it."""

from __future__ import annotations

import shutil
import traceback
from collections.abc import Callable, Collection
from pathlib import Path

import numpy as np

from tools.fuzz.evaluation_cases import Phase, file_case, object_case
from tools.fuzz.fusion_cases import fusion_case
from tools.fuzz.lying_tables import lying_case
from tools.fuzz.nesting_cases import nesting_case
from tools.fuzz.scores_cases import scores_case
from tools.fuzz.verdicts import Outcome

Case = Callable[[np.random.Generator, Path, Collection[int] | None, Phase], Outcome]

# kind -> how it is tried, and how often
KINDS: dict[str, tuple[Case, float]] = {
    "files": (file_case, 0.56),
    "objects": (object_case, 0.16),
    "lying buffers": (lying_case, 0.10),
    "scores": (scores_case, 0.08),
    "fusion": (fusion_case, 0.06),
    "nesting": (nesting_case, 0.04),
}


def kind_of(rng: np.random.Generator) -> str:
    """Draw a kind."""
    return str(rng.choice(list(KINDS), p=[share for _, share in KINDS.values()]))


def run_case(
    seed: int, number: int, folder: Path, kept: Collection[int] | None, phase: Phase
) -> tuple[str, Outcome]:
    """Try one case with its files in an empty folder; `kept` are the steps of damage to take, all where None."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rng = np.random.default_rng([seed, number])
    kind = kind_of(rng)
    phase("making")
    try:
        return kind, KINDS[kind][0](rng, folder, kept, phase)
    except Exception:
        return kind, Outcome("the fuzzer failed", traceback.format_exc())
