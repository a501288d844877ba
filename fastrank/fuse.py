"""fuse: several runs become one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fastrank.evaluation.systems import systems_of
from fastrank.kernels.ranked_lists import WHOLE_LIST
from fastrank.tables.fusion import METHODS, NORMALISATIONS, FusionRules, fused_table
from fastrank.tables.named_columns import NamedColumns, refuse_unseen
from fastrank.tables.pooled_runs import Source, pool_runs
from fastrank.tables.run_rows import DUPLICATES


def fuse(
    runs: Any,
    method: str = "rrf",
    *,
    k: float = 60,
    phi: float = 0.8,
    weights: Mapping[str, float] | Sequence[float] | None = None,
    normalize: str | None = None,
    depth: int | None = None,
    limit: int | None = None,
    duplicates: str = "error",
    columns: Mapping[str, str] | None = None,
) -> pa.Table:
    """Fuse runs into one run.

    Parameters
    ----------
    runs : mapping, sequence of paths, or one table
        ``{system: run}`` in any form that :func:`evaluate` takes; a table with a `system` column holds several.
    method : str
        What a document gets from the runs that hold it, s its score and r its rank (from 1) in one of n runs:
        ``'rrf'`` Σ 1 / (k + r); ``'isr'`` n Σ 1 / r²; ``'log_isr'`` log(n) Σ 1 / r² (0 with one run alone);
        ``'rbc'`` Σ (1 − phi) phi^(r − 1); ``'borda'`` Σ N − r + 1, where N documents are in any run;
        ``'combsum'`` Σ s; ``'combmnz'`` n Σ s; ``'combanz'`` Σ s / n; ``'combmax'``, ``'combmin'``,
        ``'combmed'``: the largest, the least, the median s.
    k : float
        Of ``'rrf'``: how little the first ranks stand out.
    phi : float
        Of ``'rbc'``: how likely a reader goes on to the next rank.
    weights : mapping or sequence, optional
        ``{system: weight}``, or one a run in their order: factors of what each run gives. Not negative.
    normalize : {'min-max', 'max', 'sum', 'zmuv', 'rank', 'borda'}, optional
        What the ``'comb...'`` methods take for s, query by query: (s − min) / (max − min); s / max;
        (s − min) / Σ (s − min); (s − mean) / standard deviation; 1 − (r − 1) / (documents of the run);
        1 − (r − 1) / N. None: the scores as they are.
    depth : int, optional
        Read only the first documents of each run.
    limit : int, optional
        Keep only the first documents of the result.
    duplicates : {'error', 'first', 'best'}
        A document that a query holds twice in a run.
    columns : mapping, optional
        ``{canonical name: column}`` where the names are not recognised: query_id, doc_id, score, system.

    Returns
    -------
    pyarrow.Table
        query_id, doc_id, score: queries by their ids' bytes, documents by falling score, then by falling id (the
        bytes), as :func:`evaluate` ranks them. Ids are text, or integers where all runs have integers of one
        type.

    Raises
    ------
    ValueError, TypeError
        One line that names the run, the rule and the way out.

    Notes
    -----
    A document that a run leaves out gets nothing from it: it is not in the sum, the count, the least or the
    median. Only Borda gives points for that, the mean of the ranks that the run has left:
    (N − documents of the run + 1) / 2, over N where it normalizes; then all runs count. A query that some runs
    lack is fused from the others. Equal scores are ranked as everywhere here (by falling id). A list of equal
    scores is 0 throughout after ``'min-max'``, ``'sum'`` and ``'zmuv'``; ``'max'`` needs a positive score, and the
    methods that read scores need finite ones.

    A document's points are added from the least up: the result has the same bits whatever the order of the
    runs, of the rows, and the number of threads. O(N log N) a query.

    References
    ----------
    Cormack, Clarke and Buettcher: Reciprocal rank fusion outperforms Condorcet and individual rank learning
    methods. SIGIR 2009. Fox and Shaw: Combination of multiple searches. TREC-2, 1993. Mourão, Martins and
    Magalhães: Multimodal medical information retrieval with unsupervised rank fusion. Computerized Medical
    Imaging and Graphics 2015 (ISR). Aslam and Montague: Models for metasearch. SIGIR 2001 (Borda). Bailey,
    Moffat, Scholer and Thomas: Retrieval consistency in the presence of query variations. SIGIR 2017 (RBC).

    Examples
    --------
    >>> import fastrank as fr
    >>> runs = {"bm25": {"q1": {"a": 9.1, "b": 7.0}}, "dense": {"q1": {"b": 0.8, "c": 0.7}}}
    >>> fused = fr.fuse(runs)
    >>> fused["doc_id"].to_pylist()
    ['b', 'a', 'c']
    >>> fr.evaluate({"q1": {"b": 1}}, {**runs, "fused": fused}, "RR").summary()
    system         RR
    bm25       0.5000
    dense      1.0000
    fused      1.0000
    """
    _refuse_unknown(method, normalize, duplicates)
    parameter = _parameter(method, k, phi)
    depth, limit = (whole_number(name, value) for name, value in (("depth", depth), ("limit", limit)))
    of_runs = NamedColumns("run", columns or {}, alone=True)
    systems = systems_of(runs, of_runs)
    refuse_unseen((of_runs,))
    rules = FusionRules(
        method, normalize, parameter, _weights(weights, list(systems)), depth, limit, duplicates
    )
    return fused_table(pool_runs([Source(run.table(), run.source) for run in systems.values()]), rules)


def _refuse_unknown(method: str, normalize: str | None, duplicates: str) -> None:
    for name, value, accepted in (
        ("method", method, METHODS),
        ("normalize", normalize, NORMALISATIONS),
        ("duplicates", duplicates, DUPLICATES),
    ):
        if value not in accepted:
            raise ValueError(f"{name}: must be one of {', '.join(map(repr, accepted))}, got {value!r}")
    if normalize is not None and METHODS[method].points_of is not None:
        raise ValueError(f"normalize: {method!r} reads ranks, not scores; only the 'comb...' methods take it")


def _parameter(method: str, k: float, phi: float) -> float:
    if not 0 <= float(k) < np.inf:
        raise ValueError(f"k: must be a number from 0 up, got {k!r}")
    if not 0 < float(phi) < 1:
        raise ValueError(f"phi: must be between 0 and 1, got {phi!r}")
    return float(phi) if method == "rbc" else float(k)


def whole_number(name: str, value: int | None) -> int:
    """Return a count; the largest there is for None."""
    if value is None:
        return int(WHOLE_LIST)
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise ValueError(f"{name}: must be a whole number from 1 up, or None for all, got {value!r}")
    return int(value)


def _weights(weights: Any, systems: list[str]) -> npt.NDArray[np.float64]:
    if weights is None:
        return np.ones(len(systems))
    if isinstance(weights, Mapping):
        if {str(name) for name in weights} != set(systems):
            raise ValueError(
                f"weights: must name the runs {', '.join(systems)}; got {', '.join(map(str, weights))}"
            )
        by_name = {str(name): weight for name, weight in weights.items()}
        weights = [by_name[system] for system in systems]
    values = np.array(weights, dtype=np.float64)
    if values.shape != (len(systems),):
        raise ValueError(f"weights: {len(systems)} runs need as many weights, got {values.size}")
    if not (np.isfinite(values) & (values >= 0)).all():
        raise ValueError(f"weights: must be finite and not negative, got {values.tolist()}")
    return values
