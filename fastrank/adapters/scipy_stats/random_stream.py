"""What SciPy makes of ``rng=`` and of the older ``random_state=``."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any


def random_stream(name: str, given: Mapping[str, Any]) -> Any:
    """Return the generator that the function called `name` was given: SciPy refuses other keywords, or both."""
    return _reader(name)(**given)


@functools.cache
def _reader(name: str) -> Callable[..., Any]:
    from scipy._lib._util import _transition_to_rng

    def read(*, rng: Any = None) -> Any:
        return rng

    read.__name__ = name
    read.__doc__ = "rng : random numbers"  # SciPy edits it
    decorated: Callable[..., Any] = _transition_to_rng("random_state", replace_doc=False)(read)
    return decorated
