"""The compile cache never lies: edits are seen, processes do not mix entries up, no place to write is no error.

Every test runs a copy of the package in processes of its own, with a cache of its own.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import fastrank

PRECISION = "float(fr.precision([1, 0, 1, 1], k=3))"

# Prints what the expressions give, how many signatures were loaded and compiled, and the warnings.
SCRIPT = """
import json, sys, warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    import fastrank as fr
    values = [eval(text) for text in sys.argv[1:]]
    from fastrank.kernels.jit import cache_counts
print(json.dumps({"values": values, "counts": cache_counts(),
                  "warnings": [[w.category.__name__, str(w.message)] for w in caught]}))
"""


@pytest.fixture
def package(tmp_path):
    """A copy of the package that a test may edit."""
    shutil.copytree(
        Path(fastrank.__file__).parent,
        tmp_path / "site" / "fastrank",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return tmp_path / "site" / "fastrank"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """A cache that a process has filled with what PRECISION needs."""
    site = tmp_path_factory.mktemp("site")
    shutil.copytree(
        Path(fastrank.__file__).parent, site / "fastrank", ignore=shutil.ignore_patterns("__pycache__")
    )
    cache = tmp_path_factory.mktemp("filled")
    run(site / "fastrank", cache, PRECISION)
    return cache


@pytest.fixture
def cache(compiled, tmp_path):
    """A filled cache that a test may damage."""
    return Path(shutil.copytree(compiled, tmp_path / "cache"))


def start(package, cache, *expressions, **environment):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FASTRANK_", "NUMBA_", "XDG_"))
    }
    settings = {"FASTRANK_CACHE_DIR": str(cache)} if cache is not None else {}
    return subprocess.Popen(
        [sys.executable, "-B", "-c", SCRIPT, *expressions],
        env={**kept, "PYTHONPATH": str(package.parent), **settings, **environment},
        cwd=package.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return json.loads(out.splitlines()[-1])


def run(package, cache, *expressions, **environment):
    return finish(start(package, cache, *expressions, **environment))


def test_a_second_process_compiles_nothing(package, tmp_path):
    first, second = (run(package, tmp_path / "cache", PRECISION) for _ in range(2))
    assert first["values"] == second["values"] == [2 / 3]
    assert first["counts"][0] == 0
    assert first["counts"][1] > 0
    assert second["counts"] == [first["counts"][1], 0]
    assert first["warnings"] == second["warnings"] == []


def test_an_edited_callee_is_seen(package, cache):
    assert run(package, cache, PRECISION)["values"] == [2 / 3]
    callee = package / "kernels" / "ranked_lists.py"
    source = callee.read_text()
    decorator = re.search(r"^(@\w+)\ndef relevant_retrieved", source, re.MULTILINE)[1]
    callee.write_text(
        f"{source}\n\n{decorator}\ndef relevant_retrieved(lists, q, k, rel):\n    return 21.0\n"
    )
    edited = run(package, cache, PRECISION)
    assert edited["values"] == [7.0]
    assert edited["counts"][0] == 0
    assert len(list(cache.glob("kernels-*"))) == 2


def test_an_edited_constant_is_seen(package, tmp_path):
    constant = package / "kernels" / "constant_of_a_test.py"
    constant.write_text('"""A constant."""\n\nVALUE = 3.0\n')
    (package / "metrics" / "probe.py").write_text(
        '"""A measure that gives a constant of another file."""\n\n'
        "from fastrank.kernels.constant_of_a_test import VALUE\n"
        "from fastrank.kernels.jit import kernel\n"
        "from fastrank.spec.metric import metric\n\n\n"
        "@kernel\ndef _kernel(lists, lo, hi, out):\n    for q in range(lo, hi):\n        out[q] = VALUE\n\n\n"
        '@metric("Probe", _kernel)\ndef probe(ranking, pool):\n    """A constant."""\n    return VALUE\n'
    )
    probes = "float(fr.probe([1]))", "list(fr.spec.all_metrics()).count('Probe')"
    assert run(package, tmp_path / "cache", *probes)["values"] == [3.0, 1]
    constant.write_text(constant.read_text().replace("3.0", "5.0"))
    assert run(package, tmp_path / "cache", *probes)["values"] == [5.0, 1]
    constant.write_text(constant.read_text().replace("5.0", "3.0"))
    again = run(package, tmp_path / "cache", *probes)
    assert again["values"] == [3.0, 1]
    assert again["counts"] == [1, 0]  # the older sources' directory is still there


@pytest.mark.long
def test_eight_processes_at_once_on_an_empty_cache(package, tmp_path):
    calls = [
        "fr.precision([[1, 0, 1, 1], [0, 0, 1, 0]], k=3).tolist()",
        "fr.recall([[1, 0, 1, 1], [0, 0, 1, 0]], k=3).tolist()",
        "fr.r_precision([[1, 0, 1, 1], [0, 0, 1, 0]]).tolist()",
        "fr.f_measure([[1, 0, 1, 1], [0, 0, 1, 0]], k=3).tolist()",
        "fr.dcg([[1, 0, 1, 1], [0, 0, 1, 0]], k=3).tolist()",
        "fr.rbp([[1, 0, 1, 1], [0, 0, 1, 0]], p=0.5).tolist()",
        "fr.reciprocal_rank([[1, 0, 1, 1], [0, 0, 1, 0]]).tolist()",
        "fr.judged([[1, 0, 1, -1], [0, 0, 1, 0]]).tolist()",
        "fr.bpref([[1, 0, 1, 1], [0, 0, 1, 0]]).tolist()",
    ]
    by_hand = [
        [2 / 3, 1 / 3], [2 / 3, 1.0], [2 / 3, 0.0], [2 / 3, 0.5], [1.5, 0.5], [0.5 + 0.125 + 0.0625, 0.125],
        [1.0, 1 / 3], [0.75, 1.0], [1 / 3, 0.0],
    ]  # fmt: skip
    processes = [start(package, tmp_path / "cache", *calls[i:], *calls[:i]) for i in range(8)]
    for i, process in enumerate(processes):
        values = finish(process)["values"]
        assert values == by_hand[i:] + by_hand[:i]
    last = run(package, tmp_path / "cache", *calls)
    assert last["values"] == by_hand
    assert last["counts"][1] == 0


def unwritable(tmp_path):
    """A place that not even root can write to: below a regular file."""
    (tmp_path / "file").write_text("")
    return tmp_path / "file" / "below"


@pytest.mark.parametrize("variable", ["HOME", "XDG_CACHE_HOME", "FASTRANK_CACHE_DIR"])
def test_no_writable_place_is_one_warning(package, tmp_path, variable):
    found = run(
        package, None, PRECISION, "fr.recall([1, 0], n_relevant=2)", **{variable: str(unwritable(tmp_path))}
    )
    assert found["values"] == [2 / 3, 0.5]
    assert [category for category, _ in found["warnings"]] == ["RuntimeWarning"]
    assert "Set FASTRANK_CACHE_DIR to a writable directory" in found["warnings"][0][1]
    left = [
        path for path in package.glob("**/*") if path.suffix in (".nbi", ".nbc") or path.name == "__pycache__"
    ]
    assert left == [], "nothing may be kept in the package itself"


def test_a_directory_that_cannot_be_locked_is_one_warning(package, tmp_path):
    place = "str(__import__('fastrank.kernels.cache_place').kernels.cache_place.cache_directory())"
    directory = run(package, tmp_path / "cache", place)["values"][0]
    (Path(directory) / ".lock").mkdir()  # opening it fails, as it would on a read-only disk
    found = run(package, tmp_path / "cache", PRECISION, "float(fr.recall([1, 0], n_relevant=2))")
    assert found["values"] == [2 / 3, 0.5]
    assert [category for category, _ in found["warnings"]] == ["RuntimeWarning"]


@pytest.mark.skipif(sys.platform != "linux", reason="bind mounts are Linux's")
def test_a_read_only_install_with_a_read_only_home(package, tmp_path):
    (tmp_path / "home").mkdir()
    mount = (
        f"mount --bind {tmp_path}/site {tmp_path}/site && mount -o remount,ro,bind {tmp_path}/site && "
        f"mount --bind {tmp_path}/home {tmp_path}/home && mount -o remount,ro,bind {tmp_path}/home && exec "
    )
    probe = subprocess.run(["unshare", "-rm", "sh", "-c", mount + "true"], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip("this machine does not let us mount")
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("FASTRANK_", "NUMBA_", "XDG_"))}
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", mount + '"$@"', "sh", sys.executable, "-c", SCRIPT, PRECISION],
        env={**kept, "PYTHONPATH": str(package.parent), "HOME": str(tmp_path / "home")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["values"] == [2 / 3]
    assert [category for category, _ in found["warnings"]] == ["RuntimeWarning"]


def test_a_directory_baked_into_a_read_only_image_is_used(package, cache):
    """What is there is loaded, from wherever the package lies; only new code would need to be written."""
    directory = next(cache.glob("kernels-*"))
    (directory / ".lock").unlink()
    (directory / ".lock").mkdir()
    found = run(package, cache, PRECISION)
    assert found == {"values": [2 / 3], "counts": [found["counts"][0], 0], "warnings": []}
    assert found["counts"][0] > 0


@pytest.mark.parametrize("suffix", ["nbc", "nbi"])
@pytest.mark.parametrize("kept_bytes", [0, 40])
def test_a_truncated_file_is_a_miss(package, cache, suffix, kept_bytes):
    files = list(cache.glob(f"**/*.{suffix}"))
    assert files
    for file in files:
        file.write_bytes(file.read_bytes()[:kept_bytes])
    damaged, repaired = (run(package, cache, PRECISION) for _ in range(2))
    assert damaged["values"] == repaired["values"] == [2 / 3]
    assert damaged["counts"][1] > 0
    assert repaired["counts"][1] == 0


def test_cache_switched_off(package, tmp_path):
    found = run(package, "off", PRECISION)
    assert found["values"] == [2 / 3]
    assert found["warnings"] == []
    assert not (package.parent / "off").exists()


def test_without_jit_the_same_bits(package, tmp_path):
    calls = [
        "[value.hex() for value in fr.ndcg([[3, 0, 2, 1], [0, 1, 0, 2]], [[.1, .4, .4, .2], [1, 1, 1, 1]], k=3).tolist()]",
        "[v.hex() for v in fr.evaluate({'1': {'a': 2, 'b': 0, 'c': 1}, '2': {'a': -1, 'd': 3}},"
        " {'1': {'a': 1., 'b': 2., 'x': 1.5}, '2': {'a': 1., 'd': 1., 'c': 0.5}},"
        " ['nDCG', 'AP', 'RR', 'P@2', 'R', 'RBP', 'ERR', 'Bpref', 'Judged', 'F', 'Success@1', 'Rprec', 'DCG']"
        ").values.ravel().tolist()]",
    ]
    compiled = run(package, None, *calls)
    plain = run(package, tmp_path / "cache", *calls, NUMBA_DISABLE_JIT="1")
    assert plain["values"] == compiled["values"]
    assert plain["warnings"] == []
    assert not (tmp_path / "cache").exists(), "nothing was compiled, so nothing is kept"
