"""Cosine of TF-IDF vectors of character n-grams."""

from sklearn.feature_extraction.text import TfidfVectorizer


def character_ngrams(documents, queries, shortest, longest):
    """Return the cosine of every query with every document, over n-grams that stay inside a word."""
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(shortest, longest), sublinear_tf=True)
    vectors = vectorizer.fit_transform(documents)
    return (vectorizer.transform(queries) @ vectors.T).toarray()
