"""Overlap of the query with the document's dotted name; it reads no text and so ties often."""

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from tools.make_demo.terms import words


def name_match(names, queries):
    """Return the Dice overlap of the set of words in every query with the set of words in every name."""
    counter = CountVectorizer(analyzer=words, binary=True)
    in_names = counter.fit_transform(names).astype(float)
    shared = (counter.transform(queries).astype(float) @ in_names.T).toarray()
    query_sizes = np.array([len(set(words(query))) for query in queries])
    name_sizes = np.asarray(in_names.sum(axis=1)).ravel()
    return 2 * shared / (query_sizes[:, None] + name_sizes)
