"""Generated calls of trec_eval: small files with everything that its rules are about, and options.

`FASTRANK_TEST_DATA=... python tests/trec_eval_calls.py 9.0.8=/path/to/trec_eval 10.0=/path/to/trec_eval` records in
`trec_eval_outputs.json` what the programs print (a digest of it) for these calls and for real runs at full depth. Built
from the tags v9.0.8 and v10.0 of usnistgov/trec_eval; in the Makefile of 10.0 -O3 is replaced by -g.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import os
import random
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

RECORDED = Path(__file__).with_name("trec_eval_outputs.json")
VERSIONS = ("9.0.8", "10.0")
N_CALLS = 40
REFUSED = "refused"
_PARAMETERS = (
    ["-m", "ndcg.1=3,2=9", "-m", "G.1=2,0=1", "-mset_F.4", "-mndcg_rel.1=3,2=9", "-mRndcg.1=3,2=9"],
    ["-mutility.1,-1,-1,2", "-N", "1000", "-mnum_ret", "-mrelstring.3"],
    [
        "-m",
        "success.1,3",
        "-mmap_cut.2",
        "-mRprec_mult.0.5,3",
        "-m",
        "11pt_avg.0.2,0.9",
        "-miprec_at_recall.0,.3",
    ],
    ["-mset", "-m", "P.7", "-m", "P.3"],
    [],
)


class Call(NamedTuple):
    """Options of a call, and the text of its two files."""

    options: list[str]
    qrels: str
    run: str

    def arguments(self, folder: Path) -> list[str]:
        """Write the files and return the command line."""
        (folder / "qrels").write_text(self.qrels)
        (folder / "run").write_text(self.run)
        return [*self.options, str(folder / "qrels"), str(folder / "run")]


def generated_call(seed: int) -> Call:
    """Tied, almost tied and negative scores, grades from -2 on, unjudged documents, queries of one file only."""
    rng = random.Random(seed)
    queries = [f"q{i}" for i in range(_below(rng, 4) + 1)]
    documents = [f"d{i}" for i in range(_of(rng, (3, 8, 30, 120)))]
    lowest, highest = -_below(rng, 3), _of(rng, (1, 2, 4, 12))
    qrels = []
    for query in queries:
        judged = [d for d in documents if rng.random() < 0.6] or documents[:1]
        grades = [lowest + _below(rng, highest - lowest + 1) for _ in judged]
        grades[0] = max(grades[0], 0)  # of negative grades alone trec_eval makes an array of negative length
        qrels += [f"{query} 0 {d} {grade}\n" for d, grade in zip(judged, grades, strict=True)]
    answered = [query for query in queries if rng.random() < 0.8] or queries[:1]
    run = []
    for query in [*answered, "not-judged"]:
        pool = documents + [f"u{i}" for i in range(_of(rng, (1, 5, 40)))]
        for document in [d for d in sorted(pool, key=lambda _: rng.random()) if rng.random() < 0.7] or ["u0"]:
            score = _of(rng, (_below(rng, 6), rng.random(), 1 + _below(rng, 4) * 1e-8, -rng.random() * 10))
            run.append(f"{query} Q0 {document} 1 {score!r} tag{seed}\n")
    options = ["-m", "all_trec"] if rng.random() < 0.6 else list(_of(rng, _PARAMETERS))
    flags = (
        ("-q", 0.7),
        ("-c", 0.5),
        ("-J", 0.35),
        ("-n", 0.1),
        ("-l2", 0.3),
        (f"-M{_of(rng, (1, 3, 10, 100))}", 0.35),
    )
    options += [flag for flag, share in flags if rng.random() < share]
    return Call(options, "".join(qrels), "".join(run))


def _below(rng: random.Random, n: int) -> int:
    return int(rng.random() * n)


def _of(rng: random.Random, choices):
    return choices[_below(rng, len(choices))]


def digest(printed: str, code: int) -> str:
    """What a call printed in few letters; 10.0's rbp, which reads uninitialised memory, is left out."""
    if code:
        return REFUSED
    lines = [line for line in printed.splitlines() if not line.startswith("rbp")]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def printed_by(program: str, arguments: list[str]) -> tuple[str, int]:
    """Run trec_eval itself."""
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    return done.stdout, done.returncode


# Real runs at full depth: the archive of runs, and the judgements, below the folder of real data.
FULL_DEPTH = {
    "clef_tar2017": ("runs.tar.xz", "qrel_abs_test.txt.xz"),
    "trec_covid_r1": ("runs_full.tar.xz", "qrels.txt.gz"),
}
FULL_DEPTH_OPTIONS = (("-m", "all_trec", "-q", "-c"), ("-m", "all_trec", "-q", "-c", "-J", "-M500", "-l2"))


def unpacked(data: Path, collection: str, folder: Path) -> tuple[Path, list[Path]]:
    """Return the judgements and the runs of a collection, as plain files in a folder."""
    archive, qrels = FULL_DEPTH[collection]
    with tarfile.open(data / collection / archive) as tar:
        tar.extractall(folder, filter="data")
    packed = {".gz": gzip.open, ".xz": lzma.open}[Path(qrels).suffix]
    with packed(data / collection / qrels) as file:
        (folder / "qrels").write_bytes(file.read())
    return folder / "qrels", sorted(path for path in (folder / "runs").iterdir() if path.is_file())


def _record(programs: dict[str, str]) -> None:
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for version, program in programs.items():
            found[version] = [
                digest(*printed_by(program, generated_call(i).arguments(Path(folder))))
                for i in range(N_CALLS)
            ]
    for collection in FULL_DEPTH:
        with tempfile.TemporaryDirectory() as folder:
            qrels, runs = unpacked(Path(os.environ["FASTRANK_TEST_DATA"]), collection, Path(folder))
            for run in runs:
                found[f"{collection}/{run.name}"] = {
                    version: [
                        digest(*printed_by(program, [*options, str(qrels), str(run)]))
                        for options in FULL_DEPTH_OPTIONS
                    ]
                    for version, program in programs.items()
                }
    RECORDED.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    _record(dict(argument.split("=") for argument in sys.argv[1:]))
