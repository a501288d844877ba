"""The public functions and classes of NumPy and SciPy, each under one name."""

import importlib
import inspect
import pkgutil
import warnings

import numpy as np

PACKAGES = ("numpy", "scipy")

# Tests are no interface, and numpy.core is a deprecated alias of a private package. numpy.distutils exists
# only up to Python 3.11 and mypy_plugin needs mypy: with them the collection would depend on more than the
# versions of NumPy and SciPy. cython_special describes nothing: 198 times "See the documentation for ...".
SKIPPED = {"tests", "conftest", "core", "distutils", "mypy_plugin", "cython_special"}


def public_modules(name):
    """Yield the module `name` and all modules below it that have no leading underscore."""
    try:
        module = importlib.import_module(name)
    except ImportError:  # an optional dependency is missing
        return
    yield module
    for child in pkgutil.iter_modules(getattr(module, "__path__", ())):
        if not child.name.startswith("_") and child.name not in SKIPPED:
            yield from public_modules(f"{name}.{child.name}")


def public_names(module):
    """Return the names a module offers: its ``__all__``, or else everything without an underscore."""
    names = getattr(module, "__all__", None) or dir(module)
    return sorted(name for name in set(names) if not name.startswith("_"))


def is_described(item):
    """Tell whether `item` is a function or a class of NumPy or SciPy that has a docstring of its own."""
    if not (callable(item) and isinstance(getattr(item, "__name__", None), str)):
        return False
    if not isinstance(item.__doc__, str):
        return False
    if isinstance(item, np.ufunc):  # ufuncs do not say which module they belong to
        return True
    return str(getattr(item, "__module__", None)).split(".")[0] in PACKAGES


def shortest(names):
    """Return the name people write: the one with the fewest parts, then characters, then by alphabet."""
    return min(names, key=lambda name: (name.count("."), len(name), name))


def public_docstrings():
    """Collect the docstrings.

    Returns
    -------
    docstrings : dict of str to str
        Canonical dotted name to docstring, in order of name.
    canonical : dict of str to str
        Every dotted name under which an object can be reached, to its canonical name.
    """
    items, names = {}, {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        for package in PACKAGES:
            for module in public_modules(package):
                for name in public_names(module):
                    item = getattr(module, name, None)
                    if is_described(item):
                        items[id(item)] = item
                        names.setdefault(id(item), set()).add(f"{module.__name__}.{name}")
    docstrings, canonical = {}, {}
    for key, aliases in names.items():
        name = shortest(aliases)
        docstrings[name] = inspect.cleandoc(items[key].__doc__)
        canonical.update(dict.fromkeys(aliases, name))
    return dict(sorted(docstrings.items())), canonical
