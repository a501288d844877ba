"""Scores of systems on segments, made by hypothesis or read from WMT 2020, and the plain definition of agreement."""

from __future__ import annotations

import csv
import gzip
import itertools
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

_TIED = st.sampled_from([-1.0, -0.0, 0.0, 0.5, 1.0, 2.0])
_ANY = st.one_of(_TIED, _TIED, st.sampled_from([np.inf, -np.inf, np.nan]), st.floats(-1e6, 1e6))


@st.composite
def score_arrays(draw: Any, *, max_systems: int = 5, max_segments: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Human and metric scores with ties, infinities and gaps; either dimension may be 0."""
    shape = draw(st.integers(0, max_systems)), draw(st.integers(0, max_segments))
    n = shape[0] * shape[1]
    sides = [draw(st.lists(_ANY, min_size=n, max_size=n)) for _ in range(2)]
    human, metric = (np.array(side, dtype=float).reshape(shape) for side in sides)
    return human, metric


def lists_of(human: np.ndarray, metric: np.ndarray, average: str) -> list[list[tuple[float, float]]]:
    """Lists of (human, metric) present on both sides."""
    pairs = np.stack([human, metric], axis=-1)
    if average == "item":
        pairs = pairs.transpose(1, 0, 2)
    elif average == "pooled":
        pairs = pairs.reshape(1, -1, 2)
    return [[(h, m) for h, m in row.tolist() if h == h and m == m] for row in pairs]


def counts_definition(scores: list[tuple[float, float]], epsilon: float) -> tuple[int, ...]:
    """Concordant, discordant, tied by people only, by the metric only, by both."""
    counts = [0] * 5
    for (h, m), (g, n) in itertools.combinations(scores, 2):
        metric_tie = m == n or abs(m - n) <= epsilon
        if h == g or metric_tie:
            counts[4 if h == g and metric_tie else 2 if h == g else 3] += 1
        else:
            counts[0 if (h > g) == (m > n) else 1] += 1
    return tuple(counts)


def accuracy_definition(lists: list[list[tuple[float, float]]], epsilon: float) -> Fraction | None:
    """Mean over lists with a pair of the share of agreeing pairs."""
    shares = []
    for scores in lists:
        if len(scores) > 1:
            counts = counts_definition(scores, epsilon)
            shares.append(Fraction(counts[0] + counts[4], sum(counts)))
    return sum(shares, Fraction(0)) / len(shares) if shares else None


def calibration_definition(lists: list[list[tuple[float, float]]]) -> tuple[Fraction | None, float]:
    """The highest accuracy over every difference of two metric scores, and the smallest epsilon that gives it."""
    tried = {0.0}
    for scores in lists:
        tried |= {abs(m - n) for (_, m), (_, n) in itertools.combinations(scores, 2) if m != n}
    best: tuple[Fraction | None, float] = (accuracy_definition(lists, 0.0), 0.0)
    for epsilon in sorted(tried):
        accuracy = accuracy_definition(lists, epsilon)
        if accuracy is not None and best[0] is not None and accuracy > best[0]:
            best = accuracy, epsilon
    return best


def mqm_scores(data: Path, languages: str) -> tuple[list[str], np.ndarray]:
    """Systems in order of name, and their MQM scores of WMT 2020 (systems × segments)."""
    path = data / "wmt_mqm" / f"mqm_newstest2020_{languages}.avg_seg_scores.tsv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        cells = {
            (row["system"], int(row["seg_id"])): float(row["mqm_avg_score"])
            for row in csv.DictReader(lines, delimiter=" ")
        }
    systems = sorted({system for system, _ in cells})
    segments = sorted({segment for _, segment in cells})
    return systems, np.array([[cells[system, segment] for segment in segments] for system in systems])


def made_metric(human: np.ndarray) -> np.ndarray:
    """A metric that follows people with a fixed disturbance, in steps of 0.01."""
    i, j = np.indices(human.shape)
    return np.round(human + 0.4 * np.sin(1000 * i + j), 2)


def with_gaps(human: np.ndarray) -> np.ndarray:
    """Leave out one score in eleven."""
    i, j = np.indices(human.shape)
    return np.where((7 * i + j) % 11 == 0, np.nan, human)
