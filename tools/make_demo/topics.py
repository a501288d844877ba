"""Queries and their judgements, both read from the docstrings.

A query is a one-line summary. The documents it describes are judged 2, and those that their "See Also"
sections name are judged 1; everything else is unjudged. Where several documents share a summary word for
word (`numpy.clip` and `numpy.ma.clip`), nothing in the query tells them apart, so there is one query, named
after the first of them, and all of them are judged 2. A summary shared by more than `MAX_SHARED` documents
is boilerplate, no description, and makes no query.
"""

import dataclasses
import hashlib

from tools.make_demo.terms import words

MIN_WORDS = 2  # stop words apart: drops "Return" and "modulename", keeps "Pad an array."
MAX_SHARED = 3


@dataclasses.dataclass(frozen=True)
class Topic:
    """One query: its id, its text and the grade of each judged document."""

    name: str
    text: str
    grades: dict[str, int]


def resolve(target, source, canonical):
    """Return the canonical name of a "See Also" entry of `source`, looked up from its module outwards."""
    scope = source.split(".")[:-1]
    while True:
        found = canonical.get(".".join([*scope, target]))
        if found or not scope:
            return found
        scope.pop()


def share_summaries(documents):
    """Group the documents by summary; letter case and the full stop do not count."""
    groups = {}
    for document in documents:
        groups.setdefault(document.summary.casefold().rstrip(". "), []).append(document)
    return groups


def grades(described, canonical, known):
    """Return the grade of every judged document, in order of name."""
    related = {
        resolve(target, document.name, canonical) for document in described for target in document.see_also
    }
    graded = dict.fromkeys(related & known, 1) | {document.name: 2 for document in described}
    return dict(sorted(graded.items()))


def make_topics(documents, canonical):
    """Return every usable query: long enough, not boilerplate, with a "See Also" that resolves."""
    known = {document.name for document in documents}
    topics = []
    for summary, described in share_summaries(documents).items():
        if len(words(summary)) < MIN_WORDS or len(described) > MAX_SHARED:
            continue
        judged = grades(described, canonical, known)
        if 1 in judged.values():
            topics.append(Topic(described[0].name, described[0].summary, judged))
    return topics


def sample(topics, size):
    """Return `size` topics, chosen by a hash of their names so that a larger sample holds a smaller one."""
    by_hash = sorted(topics, key=lambda topic: hashlib.sha256(topic.name.encode()).digest())
    return sorted(by_hash[:size], key=lambda topic: topic.name)
