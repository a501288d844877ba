"""Cosine of TF-IDF vectors of character n-grams."""

from sklearn.feature_extraction.text import TfidfVectorizer

from tools.make_demo.terms import words


def only_words(text):
    """Return the words of a text, spaced; one of SciPy's docstrings prints a set, in no fixed order."""
    return " ".join(words(text))


def character_ngrams(documents, queries, shortest, longest):
    """Return the cosine of every query with every document, over n-grams that stay inside a word."""
    vectorizer = TfidfVectorizer(
        preprocessor=only_words, analyzer="char_wb", ngram_range=(shortest, longest), sublinear_tf=True
    )
    vectors = vectorizer.fit_transform(documents)
    return (vectorizer.transform(queries) @ vectors.T).toarray()
