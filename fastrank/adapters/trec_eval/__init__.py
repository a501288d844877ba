"""trec_eval's command line to the letter, 9.0.8's or 10.0's: what it prints for two files.

>>> from fastrank.adapters.trec_eval import Options, lines
>>> options = Options(measures=("map", "ndcg_cut.10,20"), per_query=True, compat="trec_eval-10.0")
>>> for line in lines("qrels.txt", "bm25.run", options):  # doctest: +SKIP
...     print(line)
"""

from __future__ import annotations

from fastrank.adapters.trec_eval.options import Options
from fastrank.adapters.trec_eval.printed import lines

__all__ = ["Options", "lines"]
