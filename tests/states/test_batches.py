"""What people have in hand becomes batches with the keys of `query_keys`; wrong ones are refused, naming what is wrong."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from real_scores import random_scores
from score_parts import bootstrap_state, moment_state, wide

import fastrank as fr
from fastrank.kernels.random_streams import GENERATOR

SCORES = random_scores(3, 40, seed=1)
TABLE = wide(SCORES)
EXPECTED = moment_state(SCORES).update(SCORES).to_bytes()


def long_rows(_):
    return SCORES.to_arrow()


def shuffled_columns(_):
    return TABLE.select(["s2", "query_id", "s0", "s1"]).append_column("tokens", pa.array(range(40)))


def parquet_path(folder):
    pq.write_table(TABLE, folder / "scores.parquet", row_group_size=7)
    return folder / "scores.parquet"


def folder_of_files(folder):
    pq.write_table(TABLE.slice(0, 11), folder / "a.parquet")
    pq.write_table(TABLE.slice(11), folder / "b.parquet")
    return folder


def csv_path(folder):
    TABLE.to_pandas().to_csv(folder / "scores.csv", index=False, float_format="%.17g")
    return folder / "scores.csv"


FORMS = {
    "scores": lambda _: SCORES,
    "table": lambda _: TABLE,
    "batch": lambda _: TABLE.combine_chunks().to_batches()[0],
    "batches": lambda _: iter(TABLE.to_batches(max_chunksize=9)),
    "reader": lambda _: TABLE.to_reader(max_chunksize=9),
    "long": long_rows,
    "other columns": shuffled_columns,
    "dictionary": lambda _: TABLE.set_column(0, "query_id", TABLE["query_id"].dictionary_encode()),
    "large text": lambda _: TABLE.set_column(0, "topic", TABLE["query_id"].cast(pa.large_string())),
    "views": lambda _: TABLE.set_column(0, "qid", TABLE["query_id"].cast(pa.string_view())),
    "bytes": lambda _: TABLE.set_column(0, "qid", TABLE["query_id"].cast(pa.binary())),
    "pandas": lambda _: TABLE.to_pandas(),
    "polars": lambda _: pl.from_arrow(TABLE),
    "lazy": lambda _: pl.from_arrow(TABLE).lazy(),
    "columns": lambda _: {name: TABLE[name].to_pylist() for name in TABLE.column_names},
    "path": parquet_path,
    "file": lambda folder: pq.ParquetFile(parquet_path(folder)),
    "iter_batches": lambda folder: pq.ParquetFile(parquet_path(folder)).iter_batches(batch_size=13),
    "folder": folder_of_files,
    "dataset": lambda folder: ds.dataset(folder_of_files(folder)),
    "csv": csv_path,
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_the_same_bits(form, tmp_path):
    assert moment_state(SCORES).update(FORMS[form](tmp_path)).to_bytes() == EXPECTED


@pytest.mark.parametrize("ids", [list(SCORES.queries), np.array(SCORES.queries), pa.array(SCORES.queries)])
def test_arrays_with_ids(ids):
    assert moment_state(SCORES).update(SCORES.values[0], queries=ids).to_bytes() == EXPECTED


def test_integers_are_their_decimals():
    values = np.random.default_rng(0).random((2, 12))
    ids = [7, -1, 10**12, *range(20, 29)]
    text = fr.MomentState(["a", "b"]).update(values, queries=list(map(str, ids)))
    for kind in (ids, np.array(ids), pa.array(ids, pa.int64())):
        assert fr.MomentState(["a", "b"]).update(values, queries=kind).to_bytes() == text.to_bytes()


def test_data_sets_are_part_of_the_identity():
    ids, sets = [str(i // 2) for i in range(40)], ["nq", "fiqa"] * 20
    scores = fr.Scores(SCORES.values[0], systems=SCORES.systems, queries=ids, measure="gain", bounds=(0.0, 1.0),
                       attributes={"dataset": sets})  # fmt: skip
    expected = bootstrap_state(scores).update(scores).to_bytes()
    table = wide(scores).append_column("dataset", pa.array(sets))
    assert bootstrap_state(scores).update(table).to_bytes() == expected
    assert bootstrap_state(scores).update(scores.to_arrow()).to_bytes() == expected
    by_set = bootstrap_state(scores)
    for name in ("fiqa", "nq"):
        mine = [i for i in range(40) if sets[i] == name]
        by_set.update(scores.values[0][:, mine], queries=[ids[i] for i in mine], dataset=name)
    assert by_set.to_bytes() == expected
    with pytest.raises(ValueError, match="query 'nq/0' has been counted already"):
        by_set.update(table.slice(0, 1))


@pytest.mark.parametrize("missing", ["complete", "worst"])
def test_missing_cells_follow_the_rule_of_leaderboard(missing):
    values = SCORES.values[0].copy()
    values[1, 5] = values[0, 7] = values[2, 7] = np.nan
    scores = fr.Scores(
        values, systems=SCORES.systems, queries=SCORES.queries, measure="gain", bounds=(0.0, 1.0)
    )
    state = bootstrap_state(scores, missing=missing)
    state.update(wide(scores).slice(0, 6)).update(wide(scores).slice(6))
    board = fr.leaderboard(scores, missing=missing, n_resamples=300, rng=7)
    assert state.result().p_best.tolist() == board.p_best[0].tolist()
    assert state.result().notes[0] == board.notes[0]
    assert state.result().n == board.n[0]


def test_intervals_of_proportions_are_those_of_leaderboard():
    values = (np.random.default_rng(0).random((2, 60)) < 0.97).astype(float)
    scores = fr.Scores(values, systems="ab", queries=range(60), measure="hit", bounds=(0.0, 1.0))
    found = bootstrap_state(scores).update(scores).result()
    board = fr.leaderboard(scores, n_resamples=300, rng=7)
    assert found.interval == board.interval[0] == "wilson"
    assert (found.low.tolist(), found.high.tolist()) == (board.low[0].tolist(), board.high[0].tolist())


# --- what is refused ------------------------------------------------------------------------------------------------


def test_a_query_seen_twice():
    state = moment_state(SCORES).update(TABLE.slice(0, 10))
    before = state.to_bytes()
    with pytest.raises(
        ValueError, match=r"query 'q9' has been counted already \(1 such queries in this batch\)"
    ):
        state.update(TABLE.slice(9, 4))
    with pytest.raises(ValueError, match="query 'q12' stands twice in one batch, in rows 0 and 2; keep one"):
        state.update(TABLE.take([12, 13, 12]))
    other = moment_state(SCORES).update(TABLE.slice(5, 10))
    with pytest.raises(ValueError, match="states do not add up: 5 queries are in both"):
        state + other
    assert state.to_bytes() == before


def test_queries_need_not_be_tracked_but_then_the_result_says_so():
    table = TABLE.slice(0, 20)
    state = moment_state(SCORES, track_queries=False).update(table).update(table)
    assert state.n_queries == 40
    assert state.result().notes == ("queries were not tracked: one that came twice counts twice",)
    assert (
        bootstrap_state(SCORES, track_queries=False)
        .update(TABLE)
        .result()
        .notes[0]
        .startswith("queries were not")
    )
    with pytest.raises(ValueError, match="track_queries is False in one and True in the other"):
        state + moment_state(SCORES)


@pytest.mark.parametrize(("other", "message"), [
    ({"rng": 8}, "seed is 7 in one and 8 in the other"),
    ({"n_resamples": 301}, "n_resamples is 300 in one and 301 in the other"),
    ({"measure": "loss"}, "measure is 'gain' in one and 'loss' in the other"),
    ({"bounds": (0.0, 2.0)}, r"bounds is \(0.0, 1.0\) in one and \(0.0, 2.0\) in the other"),
    ({"bounds": None, "scale": 4.0}, r"bounds is \(0.0, 1.0\) in one and None"),
    ({"systems": ["s0", "s2", "s1"]}, r"systems is \('s0', 's1', 's2'\) in one and"),
    ({"missing": "worst"}, "missing is 'error' in one and 'worst'"),
    ({"higher_is_better": False}, "higher_is_better is True in one and False"),
])  # fmt: skip
def test_states_that_differ_do_not_add_up(other, message):
    usual = {
        "systems": ["s0", "s1", "s2"],
        "n_resamples": 300,
        "rng": 7,
        "measure": "gain",
        "bounds": (0.0, 1.0),
    }
    with pytest.raises(ValueError, match=f"states do not add up: {message}.*same arguments"):
        fr.BootstrapState(**usual) + fr.BootstrapState(**usual | other)
    with pytest.raises(TypeError, match="unsupported operand"):
        fr.BootstrapState(**usual) + moment_state(SCORES)


@pytest.mark.parametrize(("batch", "message"), [
    (lambda: TABLE.drop_columns("s1"), "no column for system 's1'; the batch has: query_id, s0, s2"),
    (lambda: TABLE.drop_columns("query_id"), "no column with the ids of queries"),
    (lambda: TABLE.set_column(1, "s0", pa.array([1.5] * 40)), r"gain of system 's0' on query 'q0' is 1.5, beyond bounds"),
    (lambda: TABLE.set_column(1, "s0", pa.array([None, *[0.5] * 39])), "gain of system 's0' on query 'q0' is missing"),
    (lambda: TABLE.set_column(1, "s0", pa.array([np.inf] * 40)), "is infinite"),
    (lambda: TABLE.set_column(0, "query_id", pa.array([None] * 40, pa.string())), "null query_id in row 0"),
    (lambda: TABLE.set_column(0, "query_id", pa.array([*"ab", *[""] * 38])), "empty query_id in row 2"),
    (lambda: SCORES.values[0], "update of an array needs queries="),
    (lambda: SCORES.sel(systems=["s0", "s1"]), "no system 's2'; there are: s0, s1"),
    (lambda: random_scores(3, 5).to_arrow().slice(0, 14), "gain of system 's2' on query 'q4' is missing"),
])  # fmt: skip
def test_wrong_batches_leave_the_state_as_it_was(batch, message):
    state = moment_state(SCORES)
    with pytest.raises(ValueError, match=message):
        state.update(batch())
    assert state.n_queries == 0
    assert state.update(SCORES).to_bytes() == EXPECTED


def test_wrong_arrays_and_scores():
    with pytest.raises(ValueError, match=r"values must be \(systems, queries\), here \(3, 2\), got \(2, 3\)"):
        moment_state(SCORES).update(np.zeros((2, 3)), queries=["a", "b"])
    with pytest.raises(ValueError, match=r"the state counts measure 'score', and the Scores have gain"):
        fr.MomentState(SCORES.systems).update(SCORES)
    with pytest.raises(ValueError, match="higher_is_better is False in the state, and True in the Scores"):
        fr.MomentState(SCORES.systems, measure="gain", higher_is_better=False).update(SCORES)


def test_damaged_files_are_named(tmp_path):
    path = parquet_path(tmp_path)
    data = bytearray(path.read_bytes())
    for cut, message in (
        (data[:-20], "cannot be read"),
        (data[:200] + bytes(200) + data[400:], "cannot be read"),
    ):
        path.write_bytes(cut)
        with pytest.raises(ValueError, match=rf"scores\.parquet: {message}"):
            moment_state(SCORES).update(path)
    with pytest.raises(FileNotFoundError, match=r"none\.parquet: no such file"):
        moment_state(SCORES).update(tmp_path / "none.parquet")


def test_a_stream_is_in_or_out():
    """Ctrl-C, and an error in a later batch."""
    state = moment_state(SCORES)

    def interrupted(done, total):
        assert total == 0
        if done > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        state.update(TABLE.to_reader(max_chunksize=9), progress=interrupted)
    with pytest.raises(ValueError, match="query 'q3' has been counted already"):
        state.update(iter([TABLE.slice(0, 5), TABLE.slice(3, 5)]))
    assert state.n_queries == 0
    seen = []
    state.update(TABLE, progress=lambda done, total: seen.append((done, total)))
    assert state.to_bytes() == EXPECTED
    assert seen == [(40, 40)]


@pytest.mark.parametrize(("options", "error", "message"), [
    ({"systems": []}, ValueError, "name the systems"),
    ({"systems": "abc"}, ValueError, "name the systems"),
    ({"systems": ["a", "a"]}, ValueError, "systems must be unique"),
    ({"n_resamples": 0}, ValueError, "n_resamples=0 cannot give"),
    ({"n_resamples": 10**9}, ValueError, "n_resamples=1000000000 is more than"),
    ({"n_resamples": 99.0}, TypeError, "n_resamples must be an integer"),
    ({"rng": "x"}, TypeError, "rng must be"),
    ({"measure": "DCG@10"}, ValueError, "DCG@10 has no largest value: give scale="),
    ({"measure": "gm_map"}, ValueError, "geometric mean"),
    ({"bounds": (0, 1), "scale": 1}, ValueError, "bounds= and scale= both"),
    ({"bounds": (1, 0)}, ValueError, "bounds must be the smallest and the largest"),
    ({"bounds": (0, np.inf)}, ValueError, "or give scale="),
    ({"scale": -1}, ValueError, "scale must be a positive number"),
    ({"missing": "pairwise"}, ValueError, 'missing="pairwise" is for compare'),
    ({"missing": "none"}, ValueError, "missing must be one of"),
    ({"missing": "worst"}, ValueError, "has no worst value"),
])  # fmt: skip
def test_wrong_arguments(options, error, message):
    with pytest.raises(error, match=message):
        fr.BootstrapState(**{"systems": ["a", "b"]} | options)


def test_direction_is_the_states_where_a_long_table_does_not_tell():
    loss = fr.Scores(SCORES.values[0], systems=SCORES.systems, queries=SCORES.queries, measure="loss",
                     higher_is_better=False, bounds=(0.0, 1.0))  # fmt: skip
    expected = moment_state(loss).update(loss).to_bytes()
    assert moment_state(loss).update(loss.to_arrow()).to_bytes() == expected
    rows = loss.to_arrow().drop_columns("measure")
    assert moment_state(loss).update(rows).to_bytes() == expected


def test_geometric_means_are_refused():
    scores = fr.Scores([[0.1, 0.2]], systems=["a"], queries=[1, 2], measure="m", aggregation="geometric")
    with pytest.raises(ValueError, match="m has a geometric mean, and tests compare means"):
        fr.MomentState(["a"], measure="m").update(scores)


def test_what_is_known_of_a_measure():
    (row,) = fr.BootstrapState(["a"], measure="nDCG@10").to_arrow().to_pylist()
    assert (row["bounds"], row["higher_is_better"], row["quantum"]) == ([0.0, 1.0], True, 2.0**-26)
    (row,) = fr.BootstrapState(["a"], scale=3).to_arrow().to_pylist()
    assert (row["bounds"], row["scale"], row["quantum"]) == (None, 4.0, 2.0**-24)


def test_results_ask_for_enough_queries_and_spread():
    values = np.random.default_rng(0).random((2, 9))
    for state in (fr.BootstrapState(["a", "b"], rng=0), fr.MomentState(["a", "b"])):
        with pytest.raises(ValueError, match="score: 0 queries, and inference asks for at least 10"):
            state.result()
        state.update(values, queries=range(9))
        with pytest.raises(ValueError, match="score: 9 queries, and inference asks for at least 10"):
            state.result()
        assert state.result(min_queries=5)
        with pytest.raises(ValueError, match="baseline 'c' is no system here"):
            state.result("c", min_queries=5)
    near = fr.BootstrapState(["a", "b"], rng=0).update(0.5 + values * 1e-4, queries=range(9))
    with pytest.raises(
        ValueError, match="would lose more than 1e-6 of it; make the state with a smaller scale="
    ):
        near.result(min_queries=5)
    far = fr.BootstrapState(["a", "b"], rng=0).update(values, queries=range(20, 29))
    assert (near + far).result(min_queries=5).n == 18


def test_one_system_has_a_result_and_no_difference():
    state = fr.BootstrapState(["a"], rng=0).update(np.random.default_rng(0).random(20), queries=range(20))
    assert len(state.result().differences) == 0
    assert state.result().p_best.tolist() == [1.0]
    with pytest.raises(ValueError, match="a test needs two systems or more"):
        fr.MomentState(["a"]).update(np.zeros(20), queries=range(20)).result()


def test_tables_of_several_states_and_pickles():
    parts = [bootstrap_state(SCORES).update(TABLE.slice(start, 10)) for start in range(0, 40, 10)]
    rows = pa.concat_tables([state.to_arrow() for state in parts])
    expected = bootstrap_state(SCORES).update(TABLE).to_bytes()
    assert fr.BootstrapState.from_arrow(rows).to_bytes() == expected
    assert fr.BootstrapState.from_arrow(pl.from_arrow(rows)).to_bytes() == expected
    assert sum(pickle.loads(pickle.dumps(parts))).to_bytes() == expected


def test_frames_of_results():
    result = bootstrap_state(SCORES).update(SCORES).result()
    assert result.to_pandas().columns.tolist() == [
        "rank",
        "system",
        "mean",
        "low",
        "high",
        "standard_error",
        "p_best",
    ]
    assert isinstance(result.differences.to_pandas(), pd.DataFrame)
    assert result.generator == GENERATOR
    assert not result.mean.flags.writeable
