"""What trec_eval's command line can say."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """Options of a call, under the names that trec_eval's long options suggest.

    Attributes
    ----------
    measures : tuple of str
        -m: names and nicknames, parameters after a point; ``official`` if there are none.
    per_query, summary : bool
        -q: values of every query too; -n: no values of all.
    complete : bool
        -c: means over all judged queries.
    level : int
        -l: the grade from which a document is relevant.
    judged_only : bool
        -J: documents without a judgement are dropped.
    depth : int, optional
        -M: only the first documents of every query count.
    n_documents : int
        -N: documents in the collection, for utility.
    zscores : path, optional
        -Z: a file of means and standard deviations; scores are told as distances from these.
    compat : {'trec_eval-9.0.8', 'trec_eval-10.0'}
        Whose output it is.
    """

    measures: tuple[str, ...] = ()
    per_query: bool = False
    summary: bool = True
    complete: bool = False
    level: int = 1
    judged_only: bool = False
    depth: int | None = None
    n_documents: int = 0
    zscores: str | os.PathLike[str] | None = None
    compat: str = "trec_eval-9.0.8"

    @property
    def newest(self) -> bool:
        """Whether it is 10.0."""
        if self.compat not in ("trec_eval-9.0.8", "trec_eval-10.0"):
            raise ValueError(
                f"compat: must be one of 'trec_eval-9.0.8', 'trec_eval-10.0', got {self.compat!r}"
            )
        return self.compat == "trec_eval-10.0"
