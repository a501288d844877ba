"""From scores to ranked lists of limited depth."""

import numpy as np

# About four decimal digits. The low bytes of a float32 are then nearly constant, which byte-stream split and
# zstd compress well: 0.84 MB for 670 000 scores, against 1.17 MB when rounded to four decimal digits.
SIGNIFICANT_BITS = 14


def round_significant(scores, bits=SIGNIFICANT_BITS):
    """Return the scores rounded to `bits` significant bits, as float32."""
    fraction, exponent = np.frexp(scores)
    return np.ldexp(np.round(np.ldexp(fraction, bits)), exponent - bits).astype(np.float32)


def rank(scores, depth):
    """Rank the retrieved documents of every query.

    Parameters
    ----------
    scores : ndarray, shape (queries, documents)
        A score of zero or less means that the document is not retrieved. Equal scores go by column.
    depth : int
        How many documents to keep.

    Returns
    -------
    rows, columns : ndarray
        Query and document of each retrieved pair, by query and falling score.
    """
    columns = np.argsort(-scores, axis=1, kind="stable")[:, :depth]
    retrieved = np.take_along_axis(scores, columns, axis=1) > 0
    return np.nonzero(retrieved)[0], columns[retrieved]
