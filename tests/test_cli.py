"""The command line: every command on small real files, and wrong input on purpose."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

import fastrank as fr
from fastrank.cli import COMMANDS, main
from fastrank.tables import run_pieces
from fastrank.tables.measured_run import Measuring
from fastrank.tables.ranked_run import RankedQueries

ROOT = Path(__file__).resolve().parents[1]
QUERIES, DOCUMENTS = 12, 8
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Judgements and three runs as TREC text, in a folder of their own."""
    rng = np.random.default_rng(0)
    pairs = [(q, d) for q in range(QUERIES) for d in range(DOCUMENTS)]
    (tmp_path / "qrels.txt").write_text("".join(f"{q} 0 d{d} {(q + d) % 3}\n" for q, d in pairs))
    for name, noise in (("good", 0.5), ("fair", 2.0), ("poor", 20.0)):
        scores = [(q + d) % 3 + noise * rng.standard_normal() for q, d in pairs]
        lines = (f"{q} Q0 d{d} 1 {s:.6f} {name}\n" for (q, d), s in zip(pairs, scores, strict=True))
        (tmp_path / f"{name}.run").write_text("".join(lines))
    return tmp_path


@pytest.fixture
def command(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run the command line inside `folder`; give exit code, standard output and standard error."""
    monkeypatch.chdir(folder)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def process(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "fastrank", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        **options,  # type: ignore[call-overload]
    )


def test_evaluate_prints_means_rules_and_the_best(command: Command) -> None:
    code, out, err = command("evaluate", "qrels.txt", "good.run", "poor.run", "-m", "nDCG@5", "-m", "map")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].split() == ["system", "nDCG@5", "AP"]
    assert re.search(r"^good +0\.\d{4} \* +0\.\d{4} \*$", out, re.MULTILINE)
    assert "means over 12 queries" in out


def test_evaluate_writes_every_query_as_it_comes(command: Command, folder: Path) -> None:
    runs = ("good.run", "poor.run", "-m", "nDCG@5", "-m", "AP")
    code, out, err = command("evaluate", "qrels.txt", *runs, "--out", "results.parquet")
    assert (code, err) == (0, "")
    assert "means over 12 queries" in out
    command("evaluate", "qrels.txt", *runs, "--per-query", "-o", "queries.parquet")
    one, other = (fr.read_scores(folder / f"{name}.parquet") for name in ("results", "queries"))
    assert one.sel(measures=other.measures).values.tobytes() == other.values.tobytes()
    assert not (folder / ".results.parquet.parts").exists()


def test_evaluate_goes_on_where_it_was_interrupted(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_pieces, "PIECE_ROWS", 20)
    table = pa.table({"query_id": [*"00001111222233334444"] * 2, "doc_id": [*map(str, range(40))]})
    table = table.append_column("score", pa.array(np.arange(40.0))).sort_by("query_id")
    pq.write_table(table, folder / "run.parquet", row_group_size=8)
    asked = ("evaluate", "qrels.txt", "run.parquet", "-m", "AP", "--out", "results.parquet")
    add, calls = Measuring.add, []

    def interrupted(self: Measuring, ranked: RankedQueries) -> None:
        calls.append(ranked)
        if len(calls) == 4:
            raise KeyboardInterrupt
        add(self, ranked)

    with monkeypatch.context() as patch:
        patch.setattr(Measuring, "add", interrupted)
        assert command(*asked)[0] == 130
    assert not (folder / "results.parquet").exists()
    code, _, err = command("evaluate", "qrels.txt", "run.parquet", "-m", "RR", *asked[5:], "--resume")
    assert (code, "begun with other measures" in err) == (2, True)
    code, out, _ = command(*asked, "--resume")
    assert (code, out) == (0, command(*asked[:5])[1])
    assert (folder / "results.parquet").exists()
    code, _, err = command(*asked[:5], "--resume")
    assert (code, "resume: needs out=" in err) == (2, True)


def test_evaluate_refuses_or_sorts_scattered_rows(command: Command, folder: Path) -> None:
    (folder / "run.run").write_text("".join(f"{q} Q0 d{i} 1 {i} run\n" for i, q in enumerate("0110")))
    asked = ("evaluate", "qrels.txt", "run.run", "-m", "AP")
    code, _, err = command(*asked, "--order", "grouped")
    assert (code, "rows of query '0' are not together" in err) == (2, True)
    assert command(*asked, "--order", "any") == command(*asked)
    assert "order: must be one of" in command(*asked, "--order", "sorted")[2]


def test_evaluate_reports_unanswered_queries(command: Command, folder: Path) -> None:
    (folder / "half.run").write_text("".join(f"{q} Q0 d1 1 1.0 half\n" for q in range(6)))
    assert (
        "judged queries not answered: 6 (half)" in command("evaluate", "qrels.txt", "half.run", "-m", "AP")[1]
    )
    skipped = command("evaluate", "qrels.txt", "half.run", "good.run", "-m", "AP", "--missing", "skip")[1]
    assert "means over 6 to 12 queries of 12" in skipped


@pytest.mark.parametrize(
    ("suffix", "begins"),
    [
        ("csv", b'"system"'),
        ("md", b"| system |"),
        ("tex", b"% needs"),
        ("html", b"<!doctype"),
        ("parquet", b"PAR1"),
    ],
)
def test_the_suffix_tells_the_format(command: Command, folder: Path, suffix: str, begins: bytes) -> None:
    code, out, _ = command("evaluate", "qrels.txt", "good.run", "-m", "AP", "-o", f"out.{suffix}")
    assert (code, out) == (0, "")
    assert (folder / f"out.{suffix}").read_bytes().startswith(begins)


def test_per_query_table_and_named_runs(command: Command) -> None:
    _, out, _ = command("evaluate", "qrels.txt", "a=good.run", "b=good.run", "-m", "RR", "--per-query")
    assert len(re.findall(r"^\d+ +[ab] +\d\.\d{4}$", out, re.MULTILINE)) == 2 * QUERIES


def test_names_of_runs_must_differ(command: Command) -> None:
    assert (
        "two runs are called 'good'"
        in command("evaluate", "qrels.txt", "good=poor.run", "good.run", "-m", "AP")[2]
    )


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_scores_go_out_and_come_back_to_the_same_result(command: Command, suffix: str) -> None:
    runs = ("good.run", "fair.run", "poor.run")
    saved = f"scores.{suffix}"
    assert (
        command("evaluate", "qrels.txt", *runs, "-m", "nDCG@5", "-m", "AP", "--per-query", "-o", saved)[0]
        == 0
    )
    direct = command("leaderboard", "qrels.txt", *runs, "-m", "nDCG@5", "-m", "AP", "--seed", "7")
    assert command("leaderboard", saved, "--seed", "7") == direct
    pairs = command("compare", "qrels.txt", *runs, "-m", "AP", "--baseline", "poor", "--seed", "7")
    assert command("compare", saved, "-m", "map", "--baseline", "poor", "--seed", "7") == pairs
    assert direct[0] == pairs[0] == 0


def test_leaderboard_marks_intervals_and_seed(command: Command) -> None:
    _, out, _ = command(
        "leaderboard", "qrels.txt", "good.run", "fair.run", "poor.run", "-m", "nDCG@5", "--seed", "5"
    )
    assert "seed 5" in out
    assert "not separable from the best" in out
    assert re.search(r"^good +\d\.\d{4} \[\d\.\d{4}, \d\.\d{4}\] \*$", out, re.MULTILINE)


def test_a_drawn_seed_is_printed_and_repeats_the_result(command: Command) -> None:
    arguments = ("leaderboard", "qrels.txt", "good.run", "poor.run", "-m", "AP", "--resamples", "999")
    first = command(*arguments)[1]
    seed = re.search(r"seed (\d+)", first)
    assert seed
    assert command(*arguments, "--seed", seed[1])[1] == first
    assert re.search(r"^fastrank: seed \d+$", command(*arguments, "--format", "csv")[2], re.MULTILINE)


@pytest.mark.parametrize("test", ["t", "randomization", "bootstrap", "bootstrap_shift"])
@pytest.mark.parametrize("correction", ["holm", "bh", "bonferroni", "none"])
def test_every_test_and_correction(command: Command, test: str, correction: str) -> None:
    arguments = ("--baseline", "poor", "--test", test, "--correction", correction, "--seed", "1")
    code, out, err = command(
        "compare", "qrels.txt", "good.run", "fair.run", "poor.run", "-m", "nDCG@5", *arguments
    )
    assert (code, err) == (0, "")
    assert "against poor" in out
    assert ("seed 1" in out) == (test != "t"), "the t test and its interval draw nothing"


def test_compare_all_pairs_with_max_t(command: Command) -> None:
    arguments = ("-m", "AP", "-m", "RR", "--correction", "maxt", "--seed", "1", "--format", "csv")
    _, out, err = command("compare", "qrels.txt", "good.run", "fair.run", "poor.run", *arguments)
    table = pa.csv.read_csv(pa.BufferReader(out.encode()))
    assert table.num_rows == 6
    assert table.column("measure").to_pylist() == ["AP"] * 3 + ["RR"] * 3
    assert set(table.column("correction").to_pylist()) == {"maxt"}
    assert "fastrank: seed 1" in err


def test_compare_stops_early(command: Command) -> None:
    arguments = ("-m", "AP", "--test", "randomization", "--seed", "1", "--resampling-risk", "0.001")
    _, out, err = command("compare", "qrels.txt", "good.run", "poor.run", *arguments, "--resamples", "4000")
    assert re.search(r"^p: [\d,]+ resamples, seed 1", out, re.MULTILINE)
    assert re.search(r"^every mark is settled at [\d,]+ of 4,000 resamples", out, re.MULTILINE)
    assert re.search(r"^intervals: 4,000 resamples", out, re.MULTILINE)
    assert err == ""


def test_lower_is_better_reaches_the_best(command: Command, folder: Path) -> None:
    rows = "".join(f"q{i},{0.1 + i / 100},{0.5 + i / 100}\n" for i in range(12))
    (folder / "loss.csv").write_text("query_id,small,large\n" + rows)
    _, out, _ = command("leaderboard", "loss.csv", "--measure", "loss", "--lower-is-better", "--seed", "1")
    assert re.search(r"^small .*\*$", out, re.MULTILINE)
    assert out.index("small") < out.index("large")


def test_measures_come_from_the_registry(command: Command) -> None:
    _, out, _ = command("measures")
    for name, metric in fr.spec.all_metrics().items():
        assert re.search(rf"^{name} ", out, re.MULTILINE)
        assert all(f"{parameter}=" in out for parameter in metric.defaults)
    assert command("measures", "--format", "markdown")[1].startswith("| measure |")


def test_fuse_writes_a_run(command: Command, folder: Path) -> None:
    assert command("fuse", "good.run", "other=poor.run", "-o", "fused.parquet", "--weights", "2,1", "-k", "10") == (
        0, "", ""
    )  # fmt: skip
    runs = {"good": folder / "good.run", "other": folder / "poor.run"}
    assert pq.read_table(folder / "fused.parquet") == fr.fuse(runs, weights=[2, 1], k=10)
    assert command("evaluate", "qrels.txt", "good.run", "fused.parquet", "-m", "AP")[0] == 0


def test_fuse_refuses_what_it_cannot_take(command: Command, folder: Path) -> None:
    code, _, err = command("fuse", "good.run", "poor.run", "-o", "fused.parquet", "--weights", "2,x")
    assert (code, "numbers with commas between them, got '2,x'" in err) == (2, True)
    code, _, err = command("fuse", "good.run", "-o", "fused.parquet", "--method", "best")
    assert code == 2
    assert err.startswith("fastrank: error: method: must be one of 'rrf'")
    assert not (folder / "fused.parquet").exists()


def test_nest_keeps_every_value(command: Command, folder: Path) -> None:
    assert command("nest", "good.run", "nested.parquet")[0] == 0
    assert pq.read_table(folder / "nested.parquet").num_rows == QUERIES
    long = command("evaluate", "qrels.txt", "good.run", "-m", "AP", "--per-query", "--format", "csv")[1]
    nested = command(
        "evaluate", "qrels.txt", "good=nested.parquet", "-m", "AP", "--per-query", "--format", "csv"
    )[1]
    assert nested == long


def test_demo(command: Command) -> None:
    code, out, err = command("demo", "--threads", "1")
    assert (code, err) == (0, "")
    assert all(text in out for text in ("8 systems", "nDCG@10", "P@10", "seed 0", "95% interval", " s\n"))
    assert max(map(len, out.splitlines())) <= 100
    fr.set_num_threads(None)


def test_config_and_version(command: Command) -> None:
    assert "numba" in command("config")[1]
    assert command("--version")[1] == f"fastrank {fr.__version__}\n"
    assert command("--help")[0] == 0


def test_every_command_has_help(command: Command) -> None:
    for name in COMMANDS:
        code, out, _ = command(name, "--help")
        assert code == 0
        assert out.startswith(f"usage: fastrank {name}")


def write(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content)


WRONG = {
    "unknown measure": (["evaluate", "qrels.txt", "good.run", "-m", "nDGC@10"], ["nDGC@10", "nDCG"]),
    "unknown parameter": (["evaluate", "qrels.txt", "good.run", "-m", "AP(p=1)"], ["no parameter 'p'"]),
    "missing file": (["evaluate", "qrels.txt", "none.run", "-m", "AP"], ["none.run: no such file"]),
    "missing qrels": (["evaluate", "none.txt", "good.run", "-m", "AP"], ["none.txt: no such file"]),
    "truncated line": (["evaluate", "qrels.txt", "cut.run", "-m", "AP"], ["cut.run, line 3: 2 fields"]),
    "text score": (["evaluate", "qrels.txt", "words.run", "-m", "AP"], ["words.run, line 1", "'high'"]),
    "NaN score": (
        ["evaluate", "qrels.txt", "nan.parquet", "-m", "AP"],
        ["nan.parquet: score is NaN in row 1"],
    ),
    "null id": (
        ["evaluate", "qrels.txt", "null.parquet", "-m", "AP"],
        ["null.parquet: null doc_id in row 1"],
    ),
    "duplicate": (["evaluate", "qrels.txt", "twice.run", "-m", "AP"], ["twice.run", "document d1 twice"]),
    "no common query": (["evaluate", "qrels.txt", "other.run", "-m", "AP"], ["no query in common"]),
    "unknown column": (
        ["evaluate", "qrels.txt", "ids.parquet", "-m", "AP", "--columns", "query_id=nope"],
        ["no column 'nope'"],
    ),
    "column in no table": (
        ["evaluate", "qrels.txt", "good.run", "-m", "AP", "--columns", "doc_id=nope"],
        ["qrels.txt: no column 'nope' for doc_id", "good.run: no column 'nope' for doc_id"],
    ),
    "column of the other kind": (
        ["evaluate", "qrels.txt", "ids.parquet", "-m", "AP", "--columns", "run.doc_id=a,qrels.doc_id=b"],
        ["qrels.txt: no column 'b' for doc_id"],
    ),
    "unrecognised columns": (
        ["evaluate", "qrels.txt", "ids.parquet", "-m", "AP"],
        ["no column for query_id"],
    ),
    "malformed columns": (
        ["evaluate", "qrels.txt", "good.run", "-m", "AP", "--columns", "nope"],
        ["NAME=COLUMN"],
    ),
    "empty file": (["evaluate", "qrels.txt", "empty.run", "-m", "AP"], ["empty.run: the file is empty"]),
    "empty scores": (["leaderboard", "empty.csv"], ["empty.csv: the file is empty"]),
    "not parquet": (["evaluate", "qrels.txt", "fake.parquet", "-m", "AP"], ["fake.parquet: cannot be read"]),
    "unknown rule": (["evaluate", "qrels.txt", "good.run", "-m", "AP", "--ties", "nope"], ["ties", "'nope'"]),
    "no threads": (["evaluate", "qrels.txt", "good.run", "-m", "AP", "--threads", "0"], ["positive integer"]),
    "no measure": (["compare", "qrels.txt", "good.run", "poor.run"], ["-m nDCG@10"]),
    "no command": ([], ["COMMAND"]),
    "unknown command": (["rank"], ["invalid choice: 'rank'"]),
    "unknown option": (["measures", "--nope"], ["--nope"]),
    "one system": (["compare", "qrels.txt", "good.run", "-m", "AP"], ["two systems"]),
    "unknown baseline": (
        ["compare", "qrels.txt", "good.run", "poor.run", "-m", "AP", "--baseline", "nope"],
        ["baseline 'nope'", "good, poor"],
    ),
    "unknown test": (["compare", "qrels.txt", "good.run", "poor.run", "-m", "AP", "--test", "z"], ["'z'"]),
    "max-T of t": (
        ["compare", "qrels.txt", "good.run", "poor.run", "-m", "AP", "--test", "t", "--correction", "maxt"],
        ["maxt"],
    ),
    "negative seed": (["leaderboard", "qrels.txt", "good.run", "-m", "AP", "--seed", "-1"], ["seed"]),
    "scores that are runs": (
        ["leaderboard", "good.run"],
        ["good.run: one file alone must be a table of scores"],
    ),
    "doubled score": (
        ["leaderboard", "doubled.csv"],
        ["system 'a' on query 'q1' stands twice, in rows 0 and 1"],
    ),
    "text for a score": (["leaderboard", "text.csv"], ["'high' in row 1, column 'a'"]),
    "missing score": (["leaderboard", "holes.csv"], ["'b'", "'q3'", "missing"]),
    "unknown score measure": (
        ["leaderboard", "doubled.csv", "--columns", "value=nope"],
        ["no column 'nope'"],
    ),
    "parquet to a terminal": (["measures", "--format", "parquet"], ["-o FILE"]),
    "no such folder": (["measures", "-o", "none/out.csv"], ["no folder"]),
    "output is a folder": (["measures", "-o", ".", "--format", "csv"], ["is a folder"]),
}


@pytest.fixture
def wrong_files(folder: Path) -> Path:
    lines = (folder / "good.run").read_text().splitlines(keepends=True)
    write(folder, "cut.run", "".join(lines[:2]) + "0 Q0\n")
    write(folder, "words.run", "0 Q0 d1 1 high x\n")
    write(folder, "twice.run", "0 Q0 d1 1 2.0 x\n0 Q0 d1 2 1.0 x\n")
    write(folder, "other.run", "q77 Q0 d1 1 2.0 x\n")
    write(folder, "empty.run", "")
    write(folder, "empty.csv", "")
    write(folder, "fake.parquet", "no parquet at all\n")
    write(folder, "doubled.csv", "system,query_id,value\na,q1,1\na,q1,2\n")
    write(folder, "text.csv", "query_id,a,b\nq1,1,2\nq2,high,2\n")
    write(
        folder, "holes.csv", "query_id,a,b\n" + "".join(f"q{i},1,{'' if i == 3 else 2}\n" for i in range(12))
    )
    column = {"query_id": ["0", "1"], "doc_id": ["d1", "d2"], "score": [1.0, 2.0]}
    pq.write_table(pa.table(column | {"score": [1.0, float("nan")]}), folder / "nan.parquet")
    pq.write_table(pa.table(column | {"doc_id": ["d1", None]}), folder / "null.parquet")
    pq.write_table(pa.table({"who": ["0"], "doc_id": ["d1"], "score": [1.0]}), folder / "ids.parquet")
    return folder


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_one_line_and_leaves_no_file(command: Command, wrong_files: Path, case: str) -> None:
    arguments, fragments = WRONG[case]
    before = set(wrong_files.rglob("*"))
    extra = [] if "-o" in arguments or not arguments or "parquet" in arguments else ["-o", "result.csv"]
    takes_output = bool(arguments) and arguments[0] in COMMANDS and case != "unknown option"
    code, out, err = command(*arguments, *(extra if takes_output else []))
    assert code == 2
    assert out == ""
    assert err.startswith("fastrank: error: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert [f for f in fragments if f not in err] == []
    assert set(wrong_files.rglob("*")) == before


@pytest.mark.parametrize("at", ["os.replace", "os.chmod"])
@pytest.mark.parametrize(
    ("fault", "code"), [(KeyboardInterrupt(), 130), (OSError(28, "No space left on device"), 1)]
)
def test_a_fault_while_writing_leaves_what_was_there(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch, at: str, fault: BaseException, code: int
) -> None:
    def fail(*_: object) -> None:
        raise fault

    write(folder, "out.csv", "old")
    monkeypatch.setattr(at, fail)
    before = set(folder.iterdir())
    assert command("measures", "-o", "out.csv")[0] == code
    monkeypatch.undo()
    assert set(folder.iterdir()) == before
    assert (folder / "out.csv").read_text() == "old"


def test_a_process_prints_one_line_without_a_traceback(folder: Path) -> None:
    done = process("evaluate", "qrels.txt", "none.run", "-m", "AP", cwd=folder)
    assert done.returncode == 2
    assert done.stderr == "fastrank: error: none.run: no such file\n"


def test_a_reader_that_goes_away_is_no_error() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "fastrank", "measures"],
            env=environment,
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
        )
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (141, "")


def test_help_and_version_load_neither_numba_nor_arrow() -> None:
    code = "import sys; from fastrank.cli import main; main(['--version']); main(['evaluate', '--help']); "
    code += "print([name for name in ('numpy', 'numba', 'pyarrow', 'rich') if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_real_run_through_the_command_line(data: Path, command: Command) -> None:
    folder = data / "trec_eval" / "v10.0"
    arguments = ("-m", "map", "-m", "P_10", "--compat", "trec_eval-10.0", "--format", "csv")
    code, out, _ = command("evaluate", str(folder / "qrels.test"), str(folder / "results.test"), *arguments)
    expected = dict(re.findall(r"^(\w+)\s+all\s+([\d.]+)$", (folder / "out.test").read_text(), re.MULTILINE))
    _, ap, precision = out.splitlines()[1].split(",")
    assert code == 0
    assert f"{float(ap):.4f}" == expected["map"]
    assert f"{float(precision):.4f}" == expected["P_10"]


@pytest.mark.parametrize(
    "name", ["score_matrices/web2011_ndcg20.csv", "tables/alpaca_eval1_gpt4_preference.csv.gz"]
)
def test_real_scores_have_a_leaderboard(data: Path, command: Command, name: str) -> None:
    arguments = ("--missing", "complete", "--seed", "1", "--resamples", "999")
    code, out, err = command("leaderboard", str(data / name), *arguments)
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 100


def test_rules_for_runs_are_refused_with_a_table_of_scores(tmp_path, capsys):
    path = tmp_path / "scores.csv"
    path.write_text("query,a,b\n" + "".join(f"{i},{i % 3},{i % 2}\n" for i in range(12)))
    for option in (["--ties", "input"], ["--judged-only"], ["--compat", "trec_eval-10.0"]):
        assert main(["leaderboard", str(path), *option]) == 2
        assert f"{option[0]} is a rule for judgements and runs" in capsys.readouterr().err
