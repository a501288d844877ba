"""Kill evaluations at random moments and inside renames; what is left must be whole, and go on to the same bits.

    python -m tools.kill_and_resume --times 50

The signal is SIGKILL. Runs are Parquet files, Arrow IPC files, TREC text, csv files, streams, and two systems in one
Parquet file, in turn. After each kill the result file is absent or whole, and every saved piece can be read; after one
to four kills ``resume=True`` must give, in the file and in memory, the bits of an evaluation that nobody disturbed.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

import fastrank as fr
from fastrank.tables import run_pieces, text_parts

FORMS = {
    "parquet": ".parquet",
    "ipc": ".arrow",
    "text": ".txt",
    "csv": ".csv",
    "stream": ".arrow",
    "one file": ".parquet",
}
SYSTEMS = ("high", "low")
MEASURES = ["nDCG@10", "AP", "Bpref", "RBP", "Judged@10"]
TOO_LATE = "came too late"
QUERIES, DEPTH, PIECE_ROWS, PART_BYTES, SECONDS_A_PIECE = 40, 25, 16, 300, 0.004


def main() -> None:
    """Kill as often as asked for; raise where something is not whole, or not the same."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--child", nargs=3, metavar=("FORM", "FOLDER", "RENAME"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    run_pieces.PIECE_ROWS, text_parts.PART_BYTES = PIECE_ROWS, PART_BYTES  # many pieces in a small run
    if options.child:
        _child(options.child[0], Path(options.child[1]), int(options.child[2]))
        return
    with tempfile.TemporaryDirectory(prefix="fastrank-kill-") as folder:
        _write_inputs(Path(folder))
        _kill_all(Path(folder), options.times, random.Random(options.seed))


def _kill_all(folder: Path, times: int, rng: random.Random) -> None:
    done: Counter[str] = Counter()
    while done["kills"] < times:
        form = list(FORMS)[done["evaluations"] % len(FORMS)]
        wanted = _evaluated(form, folder, folder / "undisturbed.parquet")
        for _ in range(min(rng.randint(1, 4), times - done["kills"])):
            inside = rng.random() < 0.4
            where = _killed(form, folder, rng, inside=inside)
            done[where] += 1
            done["kills"] += where != TOO_LATE
            done["kills that left saved pieces"] += _check_what_is_left(form, folder, wanted)
        scores = _evaluated(form, folder, folder / f"{form}.parquet")
        _check_same(scores, wanted, folder / f"{form}.parquet")
        (folder / f"{form}.parquet").unlink()
        (folder / "undisturbed.parquet").unlink()
        done["evaluations"] += 1
        done[f"evaluations of {form}"] += 1
    print("all whole, and the same bits: " + ", ".join(f"{n} {what}" for what, n in sorted(done.items())))


def _killed(form: str, folder: Path, rng: random.Random, *, inside: bool) -> str:
    """Begin or go on with an evaluation and kill it; return where."""
    rename = rng.randint(1, 2 * QUERIES * DEPTH // PIECE_ROWS) if inside else 0
    command = [sys.executable, "-m", "tools.kill_and_resume", "--child", form, str(folder), str(rename)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    if inside:
        child.wait()
    else:
        time.sleep(rng.uniform(0.0, 1.2 * 2 * QUERIES * DEPTH / PIECE_ROWS * SECONDS_A_PIECE))
        child.kill()
    child.communicate()
    if child.returncode == 0:
        return TOO_LATE
    if child.returncode != -signal.SIGKILL:
        raise SystemExit(f"{form}: the evaluation ended by itself, exit code {child.returncode}")
    return "inside a rename" if inside else "at a moment"


def _child(form: str, folder: Path, rename: int) -> None:
    """Go on with an evaluation, slowly; at the given rename end as by kill -9, before or after it."""
    if rename:
        os.replace = _fatal(os.replace, rename)
    fr.evaluate({"q": {"d": 1}}, {"q": {"d": 1.0}}, MEASURES)  # loads the kernels
    print("ready", flush=True)
    _evaluated(form, folder, folder / f"{form}.parquet", lambda done, rows: time.sleep(SECONDS_A_PIECE))


def _fatal(replace: Callable[..., None], at: int) -> Callable[..., None]:
    calls = Counter[str]()

    def replaced(*paths: Any) -> None:
        calls["renames"] += 1
        if calls["renames"] == at and at % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        replace(*paths)
        if calls["renames"] == at:
            os.kill(os.getpid(), signal.SIGKILL)

    return replaced


def _evaluated(form: str, folder: Path, out: Path, progress: Any = False) -> fr.Scores:
    runs: Any = {system: folder / f"{system}{FORMS[form]}" for system in SYSTEMS}
    if form == "one file":
        runs = folder / "both.parquet"
    if form == "stream":
        runs = {system: pa.ipc.open_file(path).read_all().to_reader(7) for system, path in runs.items()}
    return fr.evaluate(folder / "qrels.parquet", runs, MEASURES, out=out, resume=True, progress=progress)


def _check_what_is_left(form: str, folder: Path, wanted: fr.Scores) -> bool:
    """The result file is absent or whole, saved pieces can be read; return whether there are some."""
    out = folder / f"{form}.parquet"
    if out.exists():
        _check_file(out, wanted)
    pieces = list((folder / f".{out.name}.parts").rglob("*.npz"))
    for piece in pieces:
        with np.load(piece) as saved:
            for name in saved.files:
                saved[name]
    return bool(pieces)


def _check_same(scores: fr.Scores, wanted: fr.Scores, out: Path) -> None:
    counts = [{rule: count.tolist() for rule, count in one.counts.items()} for one in (scores, wanted)]
    if scores.values.tobytes() != wanted.values.tobytes() or counts[0] != counts[1]:
        raise SystemExit(f"{out.name}: other bits than an undisturbed evaluation gives")
    _check_file(out, wanted)


def _check_file(out: Path, wanted: fr.Scores) -> None:
    axes = {"systems": wanted.systems, "queries": wanted.queries, "measures": wanted.measures}
    if fr.read_scores(out).sel(**axes).values.tobytes() != wanted.values.tobytes():
        raise SystemExit(f"{out.name}: not whole")


def _write_inputs(folder: Path) -> None:
    """Judgements and two runs, each in every form, query by query."""
    rng = np.random.default_rng(0)
    queries = np.repeat(np.arange(QUERIES), DEPTH).astype(str)
    documents = np.concatenate([rng.permutation(60)[:DEPTH] for _ in range(2 * QUERIES)]).astype(str)
    judged, retrieved = documents[: len(queries)], documents[len(queries) :]
    qrels = {"query_id": queries, "doc_id": judged, "relevance": rng.integers(-1, 4, len(queries))}
    pq.write_table(pa.table(qrels), folder / "qrels.parquet")
    tables = []
    for system in SYSTEMS:
        scores = rng.integers(0, 9, len(queries)).astype(float)
        table = pa.table({"query_id": queries, "doc_id": retrieved, "score": scores})
        pq.write_table(table, folder / f"{system}.parquet", row_group_size=47)
        with pa.ipc.new_file(folder / f"{system}.arrow", table.schema) as writer:
            writer.write_table(table, max_chunksize=29)
        pyarrow.csv.write_csv(table, folder / f"{system}.csv")
        tables.append(table.append_column("system", pa.array([system] * len(table))))
        lines = [f"{q} Q0 {d} 0 {s} {system}\n" for q, d, s in zip(queries, retrieved, scores, strict=True)]
        (folder / f"{system}.txt").write_text("".join(lines))
    _write_both(pa.concat_tables(tables), folder / "both.parquet")


def _write_both(table: pa.Table, path: Path) -> None:
    """Query by query, one system's rows after the other's."""
    rows = np.arange(len(table)).reshape(len(SYSTEMS), QUERIES, DEPTH).swapaxes(0, 1).ravel()
    pq.write_table(table.take(pa.array(rows)), path, row_group_size=47)


if __name__ == "__main__":
    main()
