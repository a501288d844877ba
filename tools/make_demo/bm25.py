"""BM25 with the logarithm that keeps every weight positive."""

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from tools.make_demo.terms import words


def bm25(documents, queries, k1, b):
    """Return the BM25 score of every document for every query.

    Parameters
    ----------
    documents, queries : list of str
    k1 : float
        How slowly repeated words stop counting.
    b : float
        How much long documents are discounted, from 0 to 1.

    Returns
    -------
    ndarray, shape (queries, documents)
    """
    counter = CountVectorizer(analyzer=words)
    counts = counter.fit_transform(documents).astype(float).tocsr()
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    found_in = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log1p((len(documents) - found_in + 0.5) / (found_in + 0.5))

    discount = k1 * (1 - b + b * lengths / lengths.mean())
    per_entry = np.repeat(discount, np.diff(counts.indptr))
    counts.data = counts.data / (counts.data + per_entry) * idf[counts.indices]
    return (counter.transform(queries).astype(float) @ counts.T).toarray()
