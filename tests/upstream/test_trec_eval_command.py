"""`fastrank trec_eval`: byte for byte what trec_eval 9.0.8 and 10.0 print."""

from __future__ import annotations

import io
import json
import os

import pytest
from trec_eval_calls import (
    FULL_DEPTH_OPTIONS,
    N_CALLS,
    RECORDED,
    VERSIONS,
    digest,
    generated_call,
    printed_by,
    unpacked,
)

from fastrank.cli import main

# What these command lines ask for: preferences and judgement groups have formats of their own for judgements.
OTHER_FORMATS = ("-R prefs", "-R qrels_prefs", "-R qrels_jg")


def printed(capsys, version, arguments):
    code = main(["trec_eval", "--compat", f"trec_eval-{version}", *arguments])
    out, err = capsys.readouterr()
    return out, err, code


@pytest.mark.parametrize(("version", "n_outputs"), [("9.0.8", 9), ("10.0", 10)])
def test_every_recorded_output(data, capsys, version, n_outputs):
    folder, inputs, compared = data / "trec_eval", data / "trec_eval" / "v10.0", 0
    for command in json.loads((folder / "commands_and_expected.json").read_text())["commands"]:
        recorded = folder / f"v{version}" / command["expected"]
        if not recorded.exists() or any(form in command["options"] for form in OTHER_FORMATS):
            continue
        options = (
            command["options"].replace("zscores_file", str(folder / f"v{version}" / "zscores_file")).split()
        )
        out, err, code = printed(
            capsys, version, [*options, str(inputs / command["qrels"]), str(inputs / command["results"])]
        )
        lines = recorded.read_text().splitlines(keepends=True)
        wanted = [line for line in lines if not line.removeprefix("Z").startswith("rbp")]
        assert len(lines) == len(wanted) or version == "10.0"  # rbp, which reads uninitialised memory
        assert (out, err, code) == ("".join(wanted), "", 0), command
        compared += 1
    assert compared == n_outputs


@pytest.mark.parametrize("version", VERSIONS)
def test_generated_calls(capsys, tmp_path, version):
    recorded = json.loads(RECORDED.read_text())[version]
    found = []
    for i in range(N_CALLS):
        out, _, code = printed(capsys, version, generated_call(i).arguments(tmp_path))
        found.append(digest(out, code))
    assert found == recorded


@pytest.mark.long
@pytest.mark.parametrize(("collection", "n_runs"), [("clef_tar2017", 9), ("trec_covid_r1", 10)])
def test_real_runs_at_full_depth(data, capsys, tmp_path, collection, n_runs):
    """All of all_trec for every topic: 30 topics, and up to 118,000 lines a run; one has doubled documents."""
    recorded = json.loads(RECORDED.read_text())
    qrels, runs = unpacked(data, collection, tmp_path)
    assert len(runs) == n_runs
    for run in runs:
        for version in VERSIONS:
            found = []
            for options in FULL_DEPTH_OPTIONS:
                out, _, code = printed(capsys, version, [*options, str(qrels), str(run)])
                found.append(digest(out, code))
            assert found == recorded[f"{collection}/{run.name}"][version]


@pytest.mark.parametrize("version", VERSIONS)
def test_against_the_program(capsys, tmp_path, version):
    """Where FASTRANK_TREC_EVAL_9_0_8 and FASTRANK_TREC_EVAL_10_0 name the programs."""
    variable = f"FASTRANK_TREC_EVAL_{version.replace('.', '_')}"
    program = os.environ.get(variable)
    if program is None:
        pytest.skip(f"{variable} names no program; its output of the same calls is recorded")
    for i in range(N_CALLS, 5 * N_CALLS):
        call = generated_call(i)
        arguments = call.arguments(tmp_path)
        theirs, refused = printed_by(program, arguments)
        out, err, code = printed(capsys, version, arguments)
        assert digest(out, code) == digest(theirs, refused), (i, call.options, err)


def test_both_spellings_of_options(capsys, tmp_path):
    call = generated_call(0)
    files = call.arguments(tmp_path)[-2:]
    short = printed(capsys, "9.0.8", ["-qcJ", "-l2", "-M", "3", "-mmap", *files])
    long = [
        "--query_eval_wanted", "--complete_rel_info_wanted", "--Judged_docs_only", "--level_for_rel=2",
        "--Max_retrieved_per_topic=3", "--measure", "map", "-R", "qrels", "-T", "trec_results",
    ]  # fmt: skip
    assert printed(capsys, "9.0.8", [*long, *files]) == short
    assert short[0]


def test_a_run_from_standard_input(capsys, tmp_path, monkeypatch):
    call = generated_call(0)
    *_, qrels, run = call.arguments(tmp_path)
    wanted = printed(capsys, "10.0", ["-c", qrels, run])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(call.run.encode())))
    assert printed(capsys, "10.0", ["-c", qrels, "-"]) == wanted
    assert wanted[0].startswith("runid                 \tall\ttag0\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-m", "ndcg_cut_10"], "-m ndcg_cut_10: not a measure of trec_eval; parameters follow a point: ndcg_cut.10"),
        (["-m", "nDCG@10"], "-m nDCG@10: not a measure of trec_eval; there are runid, num_q"),
        (["-m", "P."], "-m P.: no parameter after the point"),
        (["-m", "P.0,5"], "-m P.0,5: a cutoff must be a whole number of ranks, 1 or more"),
        (["-m", "P.5,5.5"], "-m P.5,5.5: a cutoff stands twice"),
        (["-m", "ndcg.1"], "-m ndcg.1: parameters are grade=gain, separated by commas"),
        (["-m", "rbp"], "-m rbp: trec_eval 10.0's reads uninitialised memory; `fastrank evaluate -m 'RBP(p=0.8)'`"),
        (["-m", "unj"], "-m unj: trec_eval has it from 10.0 on; say --compat trec_eval-10.0"),
        (["-R", "prefs"], "invalid choice: 'prefs'"),
        (["-M", "0"], "depth: must be a whole number of documents"),
        (["-Z", "z"], "z, line 1: a line is: query measure mean deviation, got 'q0 map 0.1'"),
    ],
)  # fmt: skip
def test_what_it_does_not_do_is_told_in_one_line(capsys, tmp_path, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "z").write_text("q0 map 0.1\n")
    out, err, code = printed(capsys, "9.0.8", [*arguments, *generated_call(0).arguments(tmp_path)[-2:]])
    assert (out, code, err.count("\n")) == ("", 2, 1)
    assert told in err


def test_a_query_that_the_run_does_not_answer(capsys, tmp_path):
    (tmp_path / "qrels").write_text("q1 0 a 1\nq2 0 a 1\n")
    (tmp_path / "run").write_text("q1 Q0 a 1 1.0 tag\n")
    files = [str(tmp_path / "qrels"), str(tmp_path / "run"), "-mmap"]
    assert printed(capsys, "9.0.8", files)[0] == "map                   \tall\t1.0000\n"
    assert printed(capsys, "9.0.8", ["-c", *files])[0] == "map                   \tall\t0.5000\n"
    assert printed(capsys, "10.0", ["-c", *files])[0] == "map                   \tall\t0.5000\n"
    out, err, code = printed(capsys, "10.0", files)
    assert (out, code) == ("", 2)
    assert (
        "query 'q2' is judged but not in the run, where trec_eval 10.0 stops; -c counts such queries as 0"
        in err
    )
