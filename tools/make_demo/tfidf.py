"""Cosine of TF-IDF vectors of words."""

from sklearn.feature_extraction.text import TfidfVectorizer

from tools.make_demo.terms import words


def tfidf(documents, queries):
    """Return the cosine of every query with every document, words weighted by ``(1 + log tf) idf``."""
    vectorizer = TfidfVectorizer(analyzer=words, sublinear_tf=True)
    vectors = vectorizer.fit_transform(documents)
    return (vectorizer.transform(queries) @ vectors.T).toarray()
