"""A provider for ir_measures: its measures, with the rules of the provider that it would ask, on our loops.

>>> import ir_measures
>>> from fastrank.adapters.ir_measures import FastrankProvider
>>> provider = FastrankProvider()
>>> tied = {"q": {"a": 1.0, "b": 1.0}}
>>> measures = [ir_measures.RR, ir_measures.RR @ 10]  # two rules for equal scores there, so two here
>>> found = provider.calc_aggregate(measures, {"q": {"a": 1}}, tied)
>>> [found[measure] for measure in measures]
[0.5, 1.0]
"""

from __future__ import annotations

from fastrank.adapters.ir_measures.provider import FastrankProvider, use

__all__ = ["FastrankProvider", "use"]
