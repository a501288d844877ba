"""Reciprocal rank fusion of several systems."""

import numpy as np


def reciprocal_rank_fusion(scores, depth, k=60):
    """Return the sum over systems of ``1 / (k + rank)``, for ranks up to `depth`; equal scores by column."""
    fused = np.zeros(scores[0].shape)
    for system in scores:
        order = np.argsort(-system, axis=1, kind="stable")[:, :depth]
        gains = 1 / (k + np.arange(1, order.shape[1] + 1)) * (np.take_along_axis(system, order, axis=1) > 0)
        np.put_along_axis(fused, order, np.take_along_axis(fused, order, axis=1) + gains, axis=1)
    return fused
