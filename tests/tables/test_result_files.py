"""Results written as they come: whole or absent, and continued after any interruption to the same bits."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from collection import MEASURES, collection

import fastrank as fr
from fastrank.tables import ranked_pieces, run_pieces
from fastrank.tables.result_files import parts_of

QRELS, RUN = collection(n_queries=20, depth=20)
LOW = RUN.set_column(2, "score", pa.array([-score for score in RUN["score"].to_pylist()]))


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """Two systems in files of many row groups."""
    monkeypatch.setattr(run_pieces, "PIECE_ROWS", 16)
    for name, table in (("high", RUN), ("low", LOW)):
        pq.write_table(table, tmp_path / f"{name}.parquet", row_group_size=50)
    return {name: tmp_path / f"{name}.parquet" for name in ("high", "low")}


def rows(table):
    return sorted(zip(*(table[name].to_pylist() for name in table.column_names), strict=True))


def same(one, other):
    assert one.values.tobytes() == other.values.tobytes()
    assert {k: v.tolist() for k, v in one.counts.items()} == {k: v.tolist() for k, v in other.counts.items()}


def stop_after(n):
    calls = []

    def progress(done, total):
        calls.append(done)
        if len(calls) == n:
            raise KeyboardInterrupt

    return progress


def test_the_file_holds_what_to_arrow_gives(runs, tmp_path):
    out = tmp_path / "results.parquet"
    scores = fr.evaluate(QRELS, runs, MEASURES, out=out)
    same(scores, fr.evaluate(QRELS, runs, MEASURES))
    table = pq.read_table(out)
    assert table.schema.equals(scores.to_arrow().schema)
    assert rows(table) == rows(scores.to_arrow())
    assert not parts_of(out).exists()
    read = fr.read_scores(out)
    assert read.sel(measures=scores.measures).values.tobytes() == scores.values.tobytes()


@pytest.mark.parametrize("n", [1, 2, 5, 20, 30])
@pytest.mark.parametrize("streams", [False, True])
def test_ctrl_c_and_resume(n, streams, runs, tmp_path):
    out = tmp_path / "results.parquet"
    given = (
        (lambda: {name: t.to_reader(7) for name, t in (("high", RUN), ("low", LOW))})
        if streams
        else lambda: runs
    )
    with pytest.raises(KeyboardInterrupt):
        fr.evaluate(QRELS, given(), MEASURES, out=out, progress=stop_after(n))
    assert not out.exists()
    assert list(parts_of(out).rglob("*.npz"))
    continued = fr.evaluate(QRELS, given(), MEASURES, out=out, resume=True)
    same(continued, fr.evaluate(QRELS, given(), MEASURES))
    assert rows(pq.read_table(out)) == rows(continued.to_arrow())
    assert not parts_of(out).exists()


def test_row_groups_that_are_done_are_not_read_again(runs, tmp_path, monkeypatch):
    out = tmp_path / "results.parquet"
    with pytest.raises(KeyboardInterrupt):
        fr.evaluate(QRELS, runs, MEASURES, out=out, progress=stop_after(40))
    pieces = ranked_pieces.Ranking.add
    read = []
    monkeypatch.setattr(
        ranked_pieces.Ranking, "add", lambda self, piece: (read.append(piece), pieces(self, piece))
    )
    fr.evaluate(QRELS, runs, MEASURES, out=out, resume=True)
    assert 0 < len(read) <= 2 * 32 - 40 + 4


@pytest.mark.parametrize(("change", "what"), [
    ({"qrels": QRELS.slice(1)}, "judgements"), ({"measures": ["AP"]}, "measures"), ({"ties": "best"}, "rules"),
    ({"runs": {"high": RUN}}, "runs"),
])  # fmt: skip
def test_another_evaluation_is_refused(change, what, runs, tmp_path):
    out = tmp_path / "results.parquet"
    asked = {"qrels": QRELS, "runs": runs, "measures": MEASURES}
    with pytest.raises(KeyboardInterrupt):
        fr.evaluate(**asked, out=out, progress=stop_after(3))
    with pytest.raises(
        ValueError, match=f"resume: .*results.parquet was begun with other {what}; .*resume=False"
    ):
        fr.evaluate(**asked | change, out=out, resume=True)
    fr.evaluate(**asked | change, out=out)
    assert out.exists()


def test_systems_in_another_order_and_other_columns_are_refused(runs, tmp_path):
    out = tmp_path / "results.parquet"
    for path in runs.values():
        pq.write_table(RUN.append_column("other", LOW["score"]), path, row_group_size=50)
    with pytest.raises(KeyboardInterrupt):
        fr.evaluate(QRELS, runs, MEASURES, out=out, progress=stop_after(3))
    swapped = dict(reversed(runs.items()))
    with pytest.raises(ValueError, match="begun with other runs"):
        fr.evaluate(QRELS, swapped, MEASURES, out=out, resume=True)
    with pytest.raises(ValueError, match="begun with other runs"):
        fr.evaluate(QRELS, runs, MEASURES, out=out, resume=True, columns={"score": "other"})


def test_other_rows_of_a_stream_are_refused(runs, tmp_path):
    out = tmp_path / "results.parquet"
    with pytest.raises(KeyboardInterrupt):
        fr.evaluate(QRELS, RUN.to_reader(), MEASURES, out=out, progress=stop_after(3))
    with pytest.raises(ValueError, match=r"resume: rows \d+ to \d+ are not those that were evaluated before"):
        fr.evaluate(QRELS, LOW.to_reader(), MEASURES, out=out, resume=True)


def test_an_error_leaves_an_older_file_as_it_was(runs, tmp_path):
    out = tmp_path / "results.parquet"
    fr.evaluate(QRELS, runs, MEASURES, out=out)
    before = out.read_bytes()
    with pytest.raises(ValueError, match="no query in common"):
        fr.evaluate(QRELS, {**runs, "none": {"unknown": {"a": 1.0}}}, MEASURES, out=out)
    assert out.read_bytes() == before


def test_out_and_resume_are_checked_first(tmp_path):
    with pytest.raises(ValueError, match="resume: needs out="):
        fr.evaluate(QRELS, RUN, "AP", resume=True)
    with pytest.raises(ValueError, match=r"out: .*cannot be written"):
        fr.evaluate(QRELS, RUN, "AP", out=tmp_path / "absent" / "results.parquet")
