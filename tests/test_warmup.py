"""After `warmup()` no call of a public function compiles, or loads, anything more."""

from __future__ import annotations

import json
import subprocess
import sys

# Every example in the reference is a call that people make; the registry is called over dtypes by the laws.
SCRIPT = """
import contextlib, doctest, io, json
import fastrank as fr
from fastrank.kernels.jit import _KERNELS
from fastrank.spec import all_metrics


def signatures():
    return {(f"{kernel.py_func.__module__}.{kernel.py_func.__qualname__}", str(s)) for kernel in _KERNELS for s in kernel.overloads}


fr.warmup()
missed, before = {}, signatures()
for name in [n for n in dir(fr) if n not in ("__version__", "warmup", "show_config")]:
    value = getattr(fr, name)
    text = value.__doc__
    test = doctest.DocTestParser().get_doctest(text or "", {"fr": fr}, name, None, 0)
    with contextlib.redirect_stdout(io.StringIO()):
        doctest.DocTestRunner(verbose=False).run(test)
    new = signatures() - before
    if new:
        missed[name] = sorted(kernel for kernel, _ in new)
    before |= new
print(json.dumps([len(before), missed]))
"""


def test_examples_of_public_functions_find_every_kernel_compiled():
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    signatures, missed = json.loads(ran.stdout.splitlines()[-1])
    assert signatures > 100
    assert missed == {}, "fastrank/warming does not reach these kernels"
