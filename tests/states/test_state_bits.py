"""States of parts add up to the bits of the whole: permuted, in 1 to 64 parts, by any threads, through bytes, processes."""

from __future__ import annotations

import subprocess
import sys
from functools import reduce
from operator import add

import numpy as np
import pyarrow.parquet as pq
import pytest
from real_scores import random_scores
from score_parts import bootstrap_state, moment_state, random_parts, wide

import fastrank as fr
from fastrank.kernels.random_streams import weight_definition
from fastrank.significance.query_keys import query_keys

MAKERS = [bootstrap_state, moment_state]
SCORES = random_scores(5, 1300, seed=11)
TABLE = wide(SCORES)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("n_parts", [1, 2, 7, 64])
def test_any_partition_has_the_bits_of_the_whole(make, n_parts):
    rng = np.random.default_rng(n_parts)
    states = [make(SCORES).update(TABLE.take(part)) for part in random_parts(1300, n_parts, rng)]
    through_bytes = [type(state).from_bytes(state.to_bytes()) for state in states]
    expected = make(SCORES).update(SCORES).to_bytes()
    assert sum(states).to_bytes() == expected
    assert reduce(add, reversed(through_bytes)).to_bytes() == expected


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("n_threads", [1, 2, 7])
def test_threads_do_not_matter(make, n_threads):
    expected = make(SCORES).update(TABLE).to_bytes()
    fr.set_num_threads(n_threads)
    try:
        state = make(SCORES).update(TABLE.slice(0, 500)).update(TABLE.slice(500))
        assert state.to_bytes() == expected
        assert repr(state.result()) == repr(make(SCORES).update(TABLE).result())
    finally:
        fr.set_num_threads(None)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("waiting", [1, 300, 10**9])
def test_when_queries_are_drawn_does_not_matter(make, waiting, monkeypatch):
    expected = make(SCORES).update(TABLE).to_bytes()
    monkeypatch.setattr("fastrank.states.resampled_tally._MOST_WAITING", waiting)
    monkeypatch.setattr("fastrank.states.product_tally._QUERIES", 50)
    state = make(SCORES).update(iter(TABLE.to_batches(max_chunksize=90)))
    assert state.to_bytes() == expected


@pytest.mark.parametrize("make", MAKERS)
def test_batch_by_batch_in_place(make):
    state, other = make(SCORES), make(SCORES)
    for start in range(0, 1300, 450):
        state.update(TABLE.slice(start, 450))
    other += make(SCORES).update(TABLE)
    assert state.to_bytes() == other.to_bytes()
    assert state.n_queries == other.n_queries == 1300


def test_in_memory_and_streamed_are_the_same_bits():
    state = bootstrap_state(SCORES)
    for part in random_parts(1300, 9, np.random.default_rng(0)):
        state.update(TABLE.take(part))
    found, board = state.result(), fr.leaderboard(SCORES, n_resamples=300, rng=7)
    assert found.systems == board.systems
    for name in (
        "rank",
        "mean",
        "low",
        "high",
        "p_best",
        "p_beats",
        "rank_share",
        "top_kept",
        "tau",
        "tau_high",
    ):
        assert np.asarray(getattr(found, name)).tobytes() == np.asarray(getattr(board, name)[0]).tobytes(), (
            name
        )
    options = {"test": "bootstrap_shift", "correction": "none", "interval": "percentile"}
    for baseline in (None, "s3"):
        pairs = fr.compare(SCORES, baseline, n_resamples=300, rng=7, **options)
        differences = state.result(baseline).differences
        for mine, theirs in (("estimate", "difference"), ("low", "low"), ("high", "high")):
            assert getattr(differences, mine).tobytes() == getattr(pairs, theirs).tobytes()


def test_resampled_sums_are_those_of_the_definition():
    scores = random_scores(2, 70, seed=2)
    state = bootstrap_state(scores, n_resamples=20).update(scores)
    whole = np.rint(scores.values[0] * 2**26).astype(np.int64)
    keys = query_keys(scores.queries).tolist()
    weights = np.array([[weight_definition(7, key, b) for b in range(20)] for key in keys])
    expected = np.vstack([whole @ weights, weights.sum(axis=0)])
    (row,) = state.to_arrow().to_pylist()
    assert row["resampled"] == expected.ravel().tolist()
    assert row["observed"] == whole.sum(axis=1).tolist()


@pytest.mark.parametrize("n_queries", [10, 13, 64, 65])
def test_few_queries_as_in_memory_empty_replicates_too(n_queries):
    scores = random_scores(3, n_queries, seed=4)
    options = {"n_resamples": 40_000, "rng": 1}
    halves = [bootstrap_state(scores, **options).update(wide(scores).take(part)) for part in
              random_parts(n_queries, 2, np.random.default_rng(3))]  # fmt: skip
    found, board = sum(halves).result(), fr.leaderboard(scores, **options)
    assert found.p_best.tobytes() == board.p_best[0].tobytes()
    assert found.rank_share.tobytes() == board.rank_share[0].tobytes()
    assert found.mean.tobytes() == board.mean[0].tobytes()
    assert "percentile intervals are too short" in found.notes[-1]
    if n_queries == 10:  # so that the rule is seen to act: e^-10 of 40000 replicates are empty
        weights = _total_weights(scores, 40_000, 1)
        assert (weights == 0).any()


def _total_weights(scores, n_resamples, seed):
    from fastrank.arrays.resampled_sums import ResampledSums

    keys = query_keys(scores.queries)
    return ResampledSums(keys, np.ones((1, len(keys)))).weighted(seed, 0, n_resamples)[0, :n_resamples]


IN_A_PROCESS = """
import sys
import pyarrow.parquet as pq
import fastrank as fr

kind, folder, part = sys.argv[1:]
with open(f"{folder}/empty", "rb") as file:
    state = getattr(fr, kind).from_bytes(file.read())
state.update(pq.read_table(f"{folder}/scores.parquet").slice(260 * int(part), 260))
sys.stdout.buffer.write(state.to_bytes())
"""


@pytest.mark.long
@pytest.mark.parametrize("make", MAKERS)
def test_processes(make, tmp_path):
    pq.write_table(TABLE, tmp_path / "scores.parquet")
    (tmp_path / "empty").write_bytes(make(SCORES).to_bytes())
    kind = type(make(SCORES))
    command = [sys.executable, "-c", IN_A_PROCESS, kind.__name__, str(tmp_path)]
    ran = [subprocess.Popen([*command, str(part)], stdout=subprocess.PIPE) for part in range(5)]
    states = [kind.from_bytes(process.communicate(timeout=120)[0]) for process in ran]
    assert sum(states).to_bytes() == make(SCORES).update(SCORES).to_bytes()


@pytest.mark.long
@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("n_parts", range(1, 65))
def test_every_number_of_parts(make, n_parts):
    rng = np.random.default_rng(100 + n_parts)
    states = [make(SCORES).update(TABLE.take(part)) for part in random_parts(1300, n_parts, rng)]
    order = rng.permutation(len(states))
    assert sum(states[i] for i in order).to_bytes() == make(SCORES).update(SCORES).to_bytes()
