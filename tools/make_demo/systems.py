"""The retrieval systems whose runs make the demo; a new system is one line here."""

from tools.make_demo.bm25 import bm25
from tools.make_demo.character_ngrams import character_ngrams
from tools.make_demo.lsa import lsa
from tools.make_demo.name_match import name_match
from tools.make_demo.random_floor import random_floor
from tools.make_demo.ranking import round_significant
from tools.make_demo.reciprocal_rank_fusion import reciprocal_rank_fusion
from tools.make_demo.tfidf import tfidf


def score_systems(documents, queries, depth):
    """Return the scores of each system, by its name.

    Parameters
    ----------
    documents : list of Document
    queries : list of str
    depth : int
        How deep the fusion reads.

    Returns
    -------
    dict of str to ndarray, shape (queries, documents)
        A score of zero or less means that the document is not retrieved.
    """
    names = [document.name for document in documents]
    texts = [f"{document.name}\n{document.text}" for document in documents]
    scores = {
        "bm25-0.9-0.4": bm25(texts, queries, k1=0.9, b=0.4),
        "bm25-1.2-0.75": bm25(texts, queries, k1=1.2, b=0.75),
        "tfidf": tfidf(texts, queries),
        "lsa": lsa(texts, queries, dimensions=200),
        "ngrams": character_ngrams(texts, queries, 3, 5),
        "names": name_match(names, queries),
        "random": random_floor(texts, queries),
    }
    # Rounded: the last bits of LSA depend on the number of BLAS threads, and fusion would turn them into ranks.
    fused = [round_significant(scores[name]) for name in ("bm25-1.2-0.75", "lsa", "ngrams")]
    return scores | {"fusion": reciprocal_rank_fusion(fused, depth)}
