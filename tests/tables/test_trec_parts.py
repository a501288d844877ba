"""TREC text read in parts: the bits and the errors of the whole file, wherever parts end."""

from __future__ import annotations

import gzip
import itertools
import os
import threading

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank.kernels.trec_text import fields_definition
from fastrank.tables import text_parts
from fastrank.tables.judgements import read_judgements
from fastrank.tables.measured_run import held_ranks
from fastrank.tables.run_rows import RankingRules
from fastrank.tables.runs import rank_run, read_runs
from fastrank.tables.trec import parse_trec
from fastrank.tables.whole_runs import rank_whole

LENGTHS = {"q1": 3, "q2": 1, "not-judged": 2, "q4": 4, "q3": 2}
QRELS = {f"q{q}": {f"doc{d}": (q * d) % 3 for d in range(4)} for q in range(1, 7)}
ROWS = [(query, f"doc{i}", 7 - i % 3) for query, n in LENGTHS.items() for i in range(n)]
LINES = [f"{query} Q0 {document} 1 {score} tag\n" for query, document, score in ROWS]
RUN = "".join(LINES).encode()
WITH_GAPS = "# a comment\n\n" + "\n".join(LINES) + "# " + "long " * 40 + "\n \n" * 30 + "# end"


@pytest.fixture(autouse=True)
def three_threads():
    fr.set_num_threads(3)
    yield
    fr.set_num_threads(None)


@pytest.fixture
def parts(monkeypatch):
    return lambda size: monkeypatch.setattr(text_parts, "PART_BYTES", size)


def ranked(path, ties="id_descending"):
    run = rank_run(read_runs(path, "run", None)["run"], read_judgements(QRELS), RankingRules(ties=ties))
    return [array.tobytes() for array in run.lists] + [run.answered.tolist(), run.counts]


def expected(ties="id_descending"):
    judgements, rules = read_judgements(QRELS), RankingRules(ties=ties)
    run = held_ranks(
        lambda measuring: rank_whole(parse_trec(RUN, "run", ""), "", judgements, rules, measuring),
        judgements,
        rules,
    )
    return [array.tobytes() for array in run.lists] + [run.answered.tolist(), run.counts]


@pytest.mark.parametrize("text", [RUN, RUN[:-1], RUN.replace(b"\n", b"\r\n"), WITH_GAPS.encode()],
                         ids=["plain", "no final newline", "CRLF", "gaps"])  # fmt: skip
@pytest.mark.parametrize("size", [1, 5, 17, 28, 29, 64, 100, 1000])
@pytest.mark.usefixtures("in_pieces_only")
def test_parts_of_any_size(text, size, tmp_path, parts):
    parts(size)
    for name, content in (("run", text), ("run.gz", gzip.compress(text))):
        (tmp_path / name).write_bytes(content)
        for ties in ("id_descending", "input"):
            assert ranked(tmp_path / name, ties) == expected(ties)


def test_every_byte_may_be_a_border(tmp_path):
    (tmp_path / "run").write_bytes(RUN)
    ends = list(itertools.accumulate(map(len, LINES), initial=0))
    for border in range(len(RUN) + 1):
        left, right = (
            text_parts.read_part(tmp_path / "run", *span) for span in ((0, border), (border, len(RUN)))
        )
        assert left.end == right.begin == min(end for end in ends if end >= border)
        assert bytes(left.text[: left.size]) + bytes(right.text[: right.size]) == RUN


@given(st.lists(st.lists(st.sampled_from([b"q", b"Q0", b"doc\xff", b"12", b"1.5", b"#x", b"a-long-one"]), max_size=8)),
       st.sampled_from([b" ", b"\t", b"  ", b" \0", b"\r "]))  # fmt: skip
def test_fields_are_those_of_the_definition(lines, separator):
    lines = [separator.join(fields) for fields in lines]
    content = b"\n".join(lines)
    fields = [(i, fields_definition(line)) for i, line in enumerate(lines, 1)]
    fields = [(i, found) for i, found in fields if found]
    wrong = [(i, len(found)) for i, found in fields if len(found) < 6]
    numbers = [i for i, found in fields if len(found) >= 6 and found[4] not in (b"12", b"1.5")]
    first = min([i for i, _ in wrong] + numbers, default=None)
    if first is not None or not fields:
        with pytest.raises(ValueError, match=f"x, line {first}: " if fields else "x: no line"):
            parse_trec(content, "run", "x")
        return
    table = parse_trec(content, "run", "x").to_pydict()
    rows = [(found[0], found[2], float(found[4]), i) for i, found in fields]
    assert list(zip(*(table[name] for name in ("query_id", "doc_id", "score", "@line")), strict=True)) == rows


@pytest.mark.parametrize("name", ["run", "run.gz"])
@pytest.mark.parametrize(("line", "wrong", "message"), [
    (9, "q4 Q0 doc1 1\n", "line 9: 4 fields instead of 6"),
    (9, "q4 Q0 doc1 1 high tag\n", "line 9: score 'high' is not a number"),
    (9, "q4 Q0 doc1 1 nan tag\n", "score is NaN in line 9"),
    (8, LINES[6], "query q4 holds document doc0 twice, in lines 7 and 8"),
    (12, LINES[0], r"query 'q1' are not together \(some are from line (1|12) on, others elsewhere\)"),
])  # fmt: skip
def test_errors_name_the_line(name, line, wrong, message, tmp_path, parts):
    text = "".join([*LINES[: line - 1], wrong, *LINES[line:]]).encode()
    (tmp_path / name).write_bytes(gzip.compress(text) if name == "run.gz" else text)
    for size in (20, 50, 90, 1 << 20):
        parts(size)
        with pytest.raises(ValueError, match=message):
            fr.evaluate(QRELS, tmp_path / name, "AP", order="grouped")


def test_the_first_malformed_line_is_told(tmp_path, parts):
    parts(30)
    (tmp_path / "run").write_text(
        "".join([*LINES[:3], "short\n", *LINES[3:9], "q4 Q0 d 1 bad t\n", "also short\n"])
    )
    for _ in range(20):
        with pytest.raises(ValueError, match="line 4: 1 fields"):
            fr.evaluate(QRELS, tmp_path / "run", "AP")
    (tmp_path / "qrels").write_text("q1 0 a 1\n\nq1 0 b\nq1 0 c x\n")
    with pytest.raises(ValueError, match="qrels, line 3: 3 fields"):
        fr.evaluate(tmp_path / "qrels", {"q1": {"a": 1.0}}, "AP")


def test_scattered_queries(tmp_path, parts):
    parts(40)
    shuffled = [LINES[i] for i in np.random.default_rng(1).permutation(len(LINES))]
    (tmp_path / "run").write_text("".join(shuffled))
    assert ranked(tmp_path / "run")[:3] == expected()[:3]


def test_judgements_in_parts(tmp_path, parts):
    lines = [f"q{q} 0 doc{d} {d % 3}\n" for q in range(5) for d in range(q, 12)]
    (tmp_path / "qrels").write_text("# c\n" + "".join(lines))
    whole = fr.evaluate(tmp_path / "qrels", {"q1": {"doc2": 1.0}}, "nDCG").values
    parts(33)
    assert fr.evaluate(tmp_path / "qrels", {"q1": {"doc2": 1.0}}, "nDCG").values.tobytes() == whole.tobytes()
    (tmp_path / "qrels").write_text("# c\n" + "".join(lines) + "q1 0 doc3 2.0\n")
    with pytest.raises(ValueError, match="document doc3 of query q1 is judged 0 in line 16 and 2 in line 52"):
        fr.evaluate(tmp_path / "qrels", {"q1": {"doc2": 1.0}}, "nDCG")


def test_grades_above_the_doubles(tmp_path):
    (tmp_path / "qrels").write_text("q1 0 a 9007199254740993\n")
    with pytest.raises(ValueError, match="9007199254740993 at position 0 has no exact float64"):
        fr.evaluate(tmp_path / "qrels", {"q1": {"a": 1.0}}, "AP")


def test_resuming_takes_up_the_parts_that_are_whole(tmp_path, parts, monkeypatch):
    parts(60)
    (tmp_path / "run").write_bytes(RUN)
    whole = fr.evaluate(QRELS, tmp_path / "run", "AP").values
    read, before = [], text_parts.read_part

    def counted(path, begin, stop):
        read.append(begin)
        if len(read) == 4 and begin:
            raise KeyboardInterrupt
        return before(path, begin, stop)

    monkeypatch.setattr(text_parts, "read_part", counted)
    fr.set_num_threads(1)
    with pytest.raises(KeyboardInterrupt):
        fr.evaluate(QRELS, tmp_path / "run", "AP", out=tmp_path / "out.parquet")
    done = read[:3]
    again = fr.evaluate(QRELS, tmp_path / "run", "AP", out=tmp_path / "out.parquet", resume=True)
    assert again.values.tobytes() == whole.tobytes()
    assert not set(done) & set(read[4:])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_read_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=lambda: (tmp_path / "pipe").write_bytes(RUN))
    writer.start()
    found = fr.evaluate(QRELS, tmp_path / "pipe", "AP").values
    writer.join()
    (tmp_path / "run").write_bytes(RUN)
    assert found.tobytes() == fr.evaluate(QRELS, tmp_path / "run", "AP").values.tobytes()


def test_columns_of_whole_files_are_arrow_arrays():
    table = parse_trec(b"q 1 d 2\nq 1 e 3\n", "subtopic_qrels", "")
    table.validate(full=True)
    assert table.schema.field("query_id").type == pa.dictionary(pa.int32(), pa.large_binary())
    assert table.drop_columns("@line").to_pydict() == {
        "query_id": [b"q", b"q"], "doc_id": [b"d", b"e"], "relevance": [2, 3], "subtopic": [b"1", b"1"],
    }  # fmt: skip
