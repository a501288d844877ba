"""Several systems in one stream or file: each has the bits that it has alone, however their rows are mixed."""

from __future__ import annotations

import random

import pyarrow as pa
import pyarrow.dataset
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from collection import MEASURES, collection, nested, same_values
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank.tables import mixed_runs, run_pieces
from fastrank.tables.result_files import parts_of

QRELS, RUN = collection(n_queries=6, depth=5)
N = RUN.num_rows
RUNS = {
    "good": RUN,
    "half": RUN.slice(3, 14).set_column(2, "score", pa.array([float(i * i % 7) for i in range(14)])),
    "läst": RUN.take([*range(20, N), *range(20)]),
}
REFERENCE = fr.evaluate(QRELS, RUNS, MEASURES)

pytestmark = pytest.mark.usefixtures("threads_for_few_rows", "pieces_of_four_rows")


def mixed(choose):
    """One table of all systems: `choose` says which system gives its next row."""
    left = {name: run.append_column("system", pa.array([name] * run.num_rows)) for name, run in RUNS.items()}
    rows = []
    while left:
        name = choose(sorted(left))
        rows.append(left[name].slice(0, 1))
        left[name] = left[name].slice(1)
        if not left[name].num_rows:
            del left[name]
    return pa.concat_tables(rows).combine_chunks()


ONE_BY_ONE = mixed(lambda names: names[0])
BY_TURNS = mixed(random.Random(1).choice)


def reader(table, rows_a_batch):
    return table.to_reader(max_chunksize=rows_a_batch)


def same(scores, reference=REFERENCE):
    aligned = scores.sel(systems=reference.systems)
    assert same_values(reference, aligned)
    for name, count in reference.counts.items():
        assert count.tolist() == aligned.counts[name].tolist(), name


def forms(table, tmp_path):
    polars, duckdb = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    pa.feather.write_feather(table, tmp_path / "file.arrow", chunksize=3)
    pq.write_table(table, tmp_path / "file.parquet", row_group_size=7)
    (tmp_path / "folder").mkdir()
    for name, begin, end in (("a", 0, 11), ("b", 11, 12), ("c", 12, table.num_rows)):
        pq.write_table(
            table.slice(begin, end - begin), tmp_path / "folder" / f"{name}.parquet", row_group_size=5
        )
    return {
        "reader": reader(table, 3),
        "dataset": pa.dataset.dataset(tmp_path / "folder"),
        "folder": tmp_path / "folder",
        "Parquet": tmp_path / "file.parquet",
        "IPC": tmp_path / "file.arrow",
        "lazy frame": polars.from_arrow(table).lazy(),
        "relation": duckdb.from_arrow(table),
    }


@pytest.mark.usefixtures("in_pieces_only")
@pytest.mark.parametrize("table", [ONE_BY_ONE, BY_TURNS], ids=["one by one", "by turns"])
def test_every_form_is_read_in_pieces(table, tmp_path):
    for name, form in forms(table, tmp_path).items():
        scores = fr.evaluate(QRELS, form, MEASURES)
        assert set(scores.systems) == set(RUNS), name
        same(scores)


@pytest.mark.usefixtures("in_pieces_only")
@given(
    st.randoms(use_true_random=False), st.integers(1, 12), st.integers(1, 90), st.sampled_from([1, 2, 7]),
    st.sampled_from([1, 2, 16]),
)  # fmt: skip
def test_any_mixture_batches_pieces_and_threads(rng, rows_a_batch, piece_rows, threads, share):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_pieces, "PIECE_ROWS", piece_rows)
        patch.setattr(mixed_runs, "_LANE_SHARE", share)
        fr.set_num_threads(threads)
        same(fr.evaluate(QRELS, reader(mixed(rng.choice), rows_a_batch), MEASURES))


def test_a_query_of_one_system_that_is_not_together(tmp_path):
    table = pa.concat_tables([BY_TURNS.slice(1), BY_TURNS.slice(0, 1)])
    system, query = table["system"][-1].as_py(), table["query_id"][-1].as_py()
    for form in forms(table, tmp_path).values():
        with pytest.raises(
            ValueError, match=rf"system {system}: the rows of query '{query}' are not together"
        ):
            fr.evaluate(QRELS, form, MEASURES, order="grouped")
    reference = fr.evaluate(QRELS, table, MEASURES)
    for form in forms(table, tmp_path / "again" if (tmp_path / "again").mkdir() is None else None).values():
        same(fr.evaluate(QRELS, form, MEASURES, order="any"), reference)


@pytest.mark.parametrize(("column", "value", "message"), [
    ("score", float("nan"), "score is NaN in row 17;"), ("system", None, "null system in row 17;"),
    ("doc_id", None, "null doc_id in row 17;"),
])  # fmt: skip
def test_errors_name_the_row_of_the_source(column, value, message, tmp_path):
    values = BY_TURNS[column].to_pylist()
    values[17] = value
    at = BY_TURNS.column_names.index(column)
    table = BY_TURNS.set_column(at, column, pa.array(values, BY_TURNS.schema.field(column).type))
    with pytest.raises(ValueError, match=message):
        fr.evaluate(QRELS, {"mine": reader(table, 3)}, MEASURES)
    pq.write_table(table, tmp_path / "file.parquet", row_group_size=7)
    with pytest.raises(ValueError, match=rf"file\.parquet.*: {message}"):
        fr.evaluate(QRELS, tmp_path / "file.parquet", MEASURES)


def test_names_of_systems_stand_once():
    both = {"other": reader(BY_TURNS, 3), "good": RUN}
    with pytest.raises(ValueError, match="two runs are called 'good'"):
        fr.evaluate(QRELS, both, "AP")
    scores = fr.evaluate(QRELS, {"mixed": reader(BY_TURNS, 3), "plain": RUN}, MEASURES)
    assert set(scores.systems) == {*RUNS, "plain"}


def test_no_rows():
    with pytest.raises(ValueError, match="mine: no query in common"):
        fr.evaluate(QRELS, {"mine": reader(BY_TURNS.slice(0, 0), 3)}, "AP")


def test_files_of_a_folder_all_have_systems_or_none_has(tmp_path):
    pq.write_table(BY_TURNS, tmp_path / "a.parquet")
    pq.write_table(RUN, tmp_path / "b.parquet")
    with pytest.raises(ValueError, match=r"b\.parquet: no column for system, which .*a\.parquet has"):
        fr.evaluate(QRELS, tmp_path, "AP")


def test_other_functions_read_all_systems(tmp_path):
    forms(BY_TURNS, tmp_path)
    fused = fr.fuse(tmp_path / "file.parquet").sort_by([("query_id", "ascending"), ("doc_id", "ascending")])
    assert fused.equals(fr.fuse(RUNS).sort_by([("query_id", "ascending"), ("doc_id", "ascending")]))


@pytest.mark.parametrize("n", [1, 4, 9])
@pytest.mark.parametrize("form", ["reader", "Parquet"])
def test_interrupted_and_resumed(n, form, tmp_path):
    out, calls = tmp_path / "results.parquet", []
    given = {"reader": lambda: reader(BY_TURNS, 3), "Parquet": lambda: tmp_path / "file.parquet"}[form]
    pq.write_table(BY_TURNS, tmp_path / "file.parquet", row_group_size=7)

    def progress(done, total):
        calls.append(done)
        if len(calls) == n:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fr.evaluate(QRELS, given(), MEASURES, out=out, progress=progress)
    assert list(parts_of(out).rglob("*.npz"))
    scores = fr.evaluate(QRELS, given(), MEASURES, out=out, resume=True)
    same(scores)
    assert fr.read_scores(out).sel(systems=scores.systems, measures=scores.measures).values.tobytes() == (
        scores.values.tobytes()
    )
    assert not parts_of(out).exists()


@pytest.mark.usefixtures("in_pieces_only")
@pytest.mark.parametrize("lists", [pa.large_list, pa.list_], ids=["large", "small"])
@pytest.mark.parametrize("row_group_size", [1, 2, 100])
def test_nested_parquet_is_read_in_pieces(row_group_size, lists, tmp_path):
    pq.write_table(nested(RUN, lists), tmp_path / "run.parquet", row_group_size=row_group_size)
    alone = fr.evaluate(QRELS, {"run": RUN}, MEASURES)
    same(fr.evaluate(QRELS, tmp_path / "run.parquet", MEASURES), alone)
    (tmp_path / "folder").mkdir()
    pq.write_table(nested(RUN.slice(0, 10)), tmp_path / "folder" / "a.parquet", row_group_size=row_group_size)
    pq.write_table(RUN.slice(10, 7), tmp_path / "folder" / "b.parquet", row_group_size=3)
    pq.write_table(nested(RUN.slice(17)), tmp_path / "folder" / "c.parquet")
    same(fr.evaluate(QRELS, {"run": tmp_path / "folder"}, MEASURES), alone)


def test_list_columns_of_any_name(tmp_path):
    lists = (
        nested(RUN).rename_columns(["query_id", "doc.ids", "score"]).append_column("doc", pa.array(range(6)))
    )
    pq.write_table(lists, tmp_path / "run.parquet", row_group_size=2)
    named = {"run.doc_id": "doc.ids"}
    same(
        fr.evaluate(QRELS, tmp_path / "run.parquet", MEASURES, columns=named),
        fr.evaluate(QRELS, RUN, MEASURES),
    )


def test_scattered_rows_of_nested_files(tmp_path):
    pq.write_table(nested(RUN.slice(1)), tmp_path / "a.parquet")
    pq.write_table(RUN.slice(0, 1), tmp_path / "b.parquet")
    with pytest.raises(ValueError, match="are not together"):
        fr.evaluate(QRELS, tmp_path, MEASURES)
    same(
        fr.evaluate(QRELS, {"run": tmp_path}, MEASURES, order="any"),
        fr.evaluate(QRELS, {"run": RUN}, MEASURES),
    )


@pytest.mark.usefixtures("in_pieces_only")
def test_nested_rows_of_several_systems(tmp_path):
    parts = [nested(run).append_column("system", pa.array([name] * len(set(run["query_id"].to_pylist()))))
             for name, run in RUNS.items()]  # fmt: skip
    table = pa.concat_tables(parts)
    rows = random.Random(2).sample(range(table.num_rows), table.num_rows)
    by_query = RUNS | {"läst": RUN}  # nested queries come in another order
    pq.write_table(table.take(rows), tmp_path / "run.parquet", row_group_size=3)
    same(fr.evaluate(QRELS, tmp_path / "run.parquet", MEASURES), fr.evaluate(QRELS, by_query, MEASURES))


def test_errors_of_nested_files_name_the_row(tmp_path):
    lists = nested(RUN)
    scores = lists["score"].to_pylist()
    scores[4][2] = float("nan")
    kind = lists.schema.field("score").type
    lists = lists.set_column(lists.column_names.index("score"), "score", pa.array(scores, kind))
    pq.write_table(lists, tmp_path / "run.parquet", row_group_size=2)
    with pytest.raises(ValueError, match=r"run\.parquet: score is NaN in row 4;"):
        fr.evaluate(QRELS, tmp_path / "run.parquet", MEASURES)
