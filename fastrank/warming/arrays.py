"""Measures of arrays, in every type of grades and scores."""

from __future__ import annotations


def use() -> None:
    """Compile what arrays need."""
    _call_metrics()
    _use_label_ranking()


def _call_metrics() -> None:
    import numpy as np

    from fastrank.spec import all_metrics

    for dtype in (np.float32, np.float64):
        keys = np.arange(40, dtype=dtype).reshape(2, 20)
        for metric in all_metrics().values():
            required = dict.fromkeys(metric.required, 1)
            if metric.by_subtopic:
                metric([[1, 0], [1, 1]])
                continue
            for grades in (keys % 2, (keys % 2).astype(np.int64), (keys % 2).astype(np.float64)):
                metric(grades, keys, **required)
                if "k" in metric.defaults:
                    metric(grades, keys, k=3, **required)


def _use_label_ranking() -> None:
    """What scikit-learn's metrics of labels have in their adapter."""
    import numpy as np

    from fastrank.arrays.row_loop import row_values
    from fastrank.kernels.label_ranking import coverages, label_precisions, ranking_losses

    scores = np.arange(40.0).reshape(2, 20)
    for kernel in (coverages, label_precisions, ranking_losses):
        row_values(kernel, scores % 2, scores)
