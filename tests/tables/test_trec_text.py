"""What TREC text looks like in the wild."""

from __future__ import annotations

import gzip
import lzma

import pytest

import fastrank as fr

QRELS = {"1": {"a": 1, "b": 0}}


def reciprocal_rank(tmp_path, text, name="run", qrels=QRELS):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return fr.evaluate(qrels, path, "RR").values.item()


@pytest.mark.parametrize("text", [
    "1 Q0 b 1 2.0 tag\n1 Q0 a 2 1.0 tag\n",
    "1 Q0 b 1 2.0 tag\n1 Q0 a 2 1.0 tag",  # no final newline
    "1\tQ0\tb\t1\t2.0\ttag\n1\tQ0\ta\t2\t1.0\ttag\n",
    "  1   Q0\t b 1   2.0 tag  \n\n\t\n1 Q0 a 2 1.0 tag\n\n",
    "1 Q0 b 1 2.0 tag\r\n1 Q0 a 2 1.0 tag\r\n",
    "# a comment\n1 Q0 b 1 2.0 tag\n  # another of 1 2 3 4 5 6 7 words\n1 Q0 a 2 1.0 tag\n#",
    "1 NF b 1 +2.0 tag\n1 AF a 2 1e0 tag\n",
    "1 Q0 a 1 1 tag\n1 Q0 b 2 2 tag\n",  # neither the order of lines nor the rank column decides
    "1 Q0 a 1 1 tag and more\n1 Q0 b 2 2 tag\n",  # trec_eval passes over what follows the tag
    "1 Q0 a 1 -inf tag\n1 Q0 b 2 inf tag\n",
])  # fmt: skip
def test_quirks_of_runs(tmp_path, text):
    assert reciprocal_rank(tmp_path, text) == 0.5


def test_compressed_files(tmp_path):
    text = b"1 Q0 b 1 2.0 tag\n1 Q0 a 2 1.0 tag\n"
    assert reciprocal_rank(tmp_path, gzip.compress(text), "run.gz") == 0.5
    assert reciprocal_rank(tmp_path, lzma.compress(text), "run.xz") == 0.5
    with pytest.raises(ValueError, match=r"run\.gz: truncated or not a \.gz file"):
        reciprocal_rank(tmp_path, gzip.compress(text)[:-9], "run.gz")
    with pytest.raises(ValueError, match=r"run\.gz: truncated or not a \.gz file"):
        reciprocal_rank(tmp_path, text, "run.gz")


@pytest.mark.parametrize("text", [
    "1 0 a 1\n1 0 b 0\n", "1\tQ0\ta\t1\n1\tQ0\tb\t0", "1 4.5 a 1\n1 4 b -1\n", "1     0  a      1  \n", "# c\n1 0 a 2.0\n",
])  # fmt: skip
def test_quirks_of_judgements(tmp_path, text):
    path = tmp_path / "qrels"
    path.write_text(text)
    assert fr.evaluate(path, {"1": {"b": 2.0, "a": 1.0}}, "RR").values.item() == 0.5


@pytest.mark.parametrize(("text", "message"), [
    ("1 Q0 a 1 1.0 tag\n1 Q0 b 2\n", r"run, line 2: 4 fields instead of 6 \(query Q0 document rank score tag\): '1 Q0 b 2'"),
    ("1 Q0 a 1 1.0 tag\n\n# c\n1 Q0 b", r"run, line 4: 3 fields instead of 6"),
    ("1 Q0 a 1 1.0 tag\n1 Q0 b 2 fast tag\n", r"run, line 2: score 'fast' is not a number"),
    ("\n1 Q0 a 1 1.0 tag\n\n1 Q0 b 2 nan tag\n", r"run.*: score is NaN in (row 1|line 4)"),
    ("", r"run: the file is empty"),
    ("\n\n", r"run: no line to read; a run line is: query Q0 document rank score tag"),
    ("# only a comment\n", r"run: no line to read"),
    ("1 Q0 a 1 2.0 t\n1 Q0 b 1 2.0 t\n1 Q0 a 1 1.0 t\n", r"run: query 1 holds document a twice, in lines 1 and 3"),
    ("2 Q0 a 1 2.0 t\n", r"no query in common with the judgements \(they have e.g. '1'\)"),
])  # fmt: skip
def test_malformed_runs(tmp_path, text, message):
    with pytest.raises(ValueError, match=message) as caught:
        reciprocal_rank(tmp_path, text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("text", "message"), [
    ("1 0 a 1\n1 0 b\n", r"qrels, line 2: 3 fields instead of 4 \(query iteration document grade\): '1 0 b'"),
    ("1 0 a 1 x\n", r"qrels, line 1: 5 fields instead of 4"),
    ("1 0 a good\n", r"qrels, line 1: relevance 'good' is not a number"),
    ("1 0 a inf\n", r"qrels: relevance is inf in line 1; grades are finite numbers"),
    ("1 0 a 1\n1 0 b 0\n1 0 a 2\n", r"document a of query 1 is judged 1 in line 1 and 2 in line 3; judge every document once"),
    ("", r"qrels: the file is empty"),
    ("#\n", r"qrels: no line to read; a qrels line is"),
])  # fmt: skip
def test_malformed_judgements(tmp_path, text, message):
    path = tmp_path / "qrels"
    path.write_text(text)
    with pytest.raises(ValueError, match=message) as caught:
        fr.evaluate(path, {"1": {"a": 1.0}}, "RR")
    assert "\n" not in str(caught.value)


def test_no_such_file(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nothing\.run: no such file"):
        fr.evaluate(QRELS, tmp_path / "nothing.run", "RR")


def test_bytes_that_are_not_utf8(tmp_path):
    (tmp_path / "qrels").write_bytes(b"q\xff 0 d\xfe 1\n")
    (tmp_path / "run").write_bytes(b"q\xff Q0 d\xfe 1 1.0 t\nq\xff Q0 d\xfd 1 1.0 t\n")
    scores = fr.evaluate(tmp_path / "qrels", tmp_path / "run", "RR")
    assert scores.values.item() == 1.0
    assert scores.queries == ("q\\xff",)
