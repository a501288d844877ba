"""Rules about the shape of the package that no reader could keep an eye on."""

from __future__ import annotations

import ast
import importlib
import inspect
import resource
import shutil
import statistics
import subprocess
import sys
import types
from pathlib import Path

import pytest

import fastrank
from fastrank.kernels.cache_place import KERNEL_PACKAGES

PACKAGE = Path(fastrank.__file__).parent
SOURCES = sorted(path for path in PACKAGE.glob("**/*.py"))

# Where each name may be used; everywhere else it is a second owner of flags or of threads.
OWNERS = {
    "njit": {"kernels/jit.py"},
    "jit": {"kernels/jit.py"},
    "vectorize": set(),
    "guvectorize": set(),
    "stencil": set(),
    "cfunc": set(),
    "prange": set(),
    "ThreadPoolExecutor": {"parallel.py"},
    "ProcessPoolExecutor": set(),
    "Thread": {"parallel.py"},
}


def relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def names_used(tree: ast.AST) -> set[str]:
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    used |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return used | {
        name.name.split(".")[-1]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_one_file_owns_jit_flags_and_one_owns_threads(path):
    used = names_used(ast.parse(path.read_text()))
    strangers = {name for name, owners in OWNERS.items() if name in used and relative(path) not in owners}
    assert not strangers


def kernel_functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """Functions whose decorator comes from the kernels package: they are compiled."""
    compiling = {
        name.asname or name.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fastrank.kernels")
        for name in node.names
    }

    def compiles(decorator):
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        return isinstance(target, ast.Name) and target.id in compiling

    return [n for n in tree.body if isinstance(n, ast.FunctionDef) and any(map(compiles, n.decorator_list))]


def test_compiled_functions_are_found():
    found = [f.name for path in SOURCES for f in kernel_functions(ast.parse(path.read_text()))]
    assert {"_kernel", "rank_judged", "relevant_retrieved", "id_below"} <= set(found)
    assert len(found) >= 40


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if relative(p).split("/")[0] in KERNEL_PACKAGES], ids=relative
)
def test_what_a_kernel_reads_is_part_of_the_cache_salt(path):
    """A kernel's globals come from the salted packages, numpy or its own file: an edit anywhere else cannot reach it."""
    tree = ast.parse(path.read_text())
    origin = {
        (name.asname or name.name): node.module or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    for function in kernel_functions(tree):
        read = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        for name in read & origin.keys():
            module = origin[name]
            salted = any(module.startswith(f"fastrank.{package}") for package in KERNEL_PACKAGES)
            assert salted or not module.startswith("fastrank"), (
                f"{relative(path)}: kernel {function.name} reads {name} of {module}, which is not in the cache salt"
            )


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_kernel_packages_are_where_kernels_live(path):
    if kernel_functions(ast.parse(path.read_text())):
        assert relative(path).split("/")[0] in KERNEL_PACKAGES


def test_whole_list_is_the_largest_cutoff():
    from fastrank.kernels.ranked_lists import WHOLE_LIST

    assert WHOLE_LIST == 2**63 - 1


def test_import_contracts():
    if not shutil.which("lint-imports", path=str(Path(sys.executable).parent)):
        pytest.skip("import-linter is not installed")
    root = PACKAGE.parent
    if not (root / "setup.cfg").exists():
        pytest.skip("the contracts are in the checkout's setup.cfg, and this is an installed package")
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


# --- public names --------------------------------------------------------------------------------------------------

PUBLIC = [name for name in dir(fastrank) if name != "__version__"]


@pytest.mark.parametrize("name", PUBLIC)
def test_public_names_resolve_and_are_described(name):
    value = getattr(fastrank, name)
    assert not isinstance(value, types.ModuleType), "a public name is never a module"
    assert inspect.getdoc(value), f"{name} has no docstring"
    assert callable(value)


def test_unknown_names_raise():
    with pytest.raises(AttributeError, match="module 'fastrank' has no attribute 'ngdc'"):
        _ = fastrank.ngdc


@pytest.mark.parametrize("name", [n for n in PUBLIC if (PACKAGE / f"{n}.py").exists()])
def test_a_function_keeps_its_name_when_its_module_is_imported(name):
    module = importlib.import_module(f"fastrank.{name}")
    assert getattr(fastrank, name) is getattr(module, name)
    code = f"import fastrank, fastrank.{name}; assert not hasattr(fastrank.{name}, '__path__'); print(callable(fastrank.{name}))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "True\n"
    )


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_every_module_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text()))


# --- import time ---------------------------------------------------------------------------------------------------


def test_import_loads_no_heavy_library():
    code = "import sys, fastrank; print(*{m.split('.')[0] for m in sys.modules} & {'numpy', 'numba', 'pyarrow', 'scipy', 'rich'})"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
        == []
    )


def test_import_takes_at_most_60_ms():
    """The median of paired differences to an empty process, in processor time: a busy machine makes either wait."""

    def seconds(code):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    seconds("import fastrank")  # compiles .pyc files
    assert statistics.median(seconds("import fastrank") - seconds("pass") for _ in range(15)) < 0.060
