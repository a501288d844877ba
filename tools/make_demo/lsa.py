"""Latent semantic analysis: cosine in the space of the leading singular vectors."""

import numpy as np
from scipy.sparse.linalg import svds
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from tools.make_demo.terms import words


def lsa(documents, queries, dimensions):
    """Return the cosine of every query with every document after projection to `dimensions` axes."""
    vectorizer = TfidfVectorizer(analyzer=words, sublinear_tf=True, min_df=2)
    vectors = vectorizer.fit_transform(documents)
    start = np.ones(min(vectors.shape))  # a random start would change the last digits from run to run
    _, _, axes = svds(vectors, k=dimensions, v0=start)
    return normalize(vectorizer.transform(queries) @ axes.T) @ normalize(vectors @ axes.T).T
