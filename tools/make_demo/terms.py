"""Words of a text and of a dotted name."""

import re

# Only words that are grammar. scikit-learn's list also holds "and", "or", "all", "any", "two" and "find", which
# are subject matter here: without them `numpy.all` and `numpy.any` have the same summary.
STOP_WORDS = frozenset(
    [
        *("a", "an", "the", "that", "these", "this", "it", "its", "their", "which"),
        *("are", "be", "been", "can", "has", "have", "is", "was", "were", "will"),
        *(
            "as",
            "at",
            "by",
            "for",
            "from",
            "if",
            "in",
            "into",
            "of",
            "on",
            "so",
            "such",
            "to",
            "when",
            "with",
        ),
    ]
)

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def singular(word):
    """Strip the English plural, so that "values" meets "value"; "ss", "us" and "is" endings are kept."""
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and word[-2] not in "sui":
        return word[:-1]
    return word


def words(text):
    """Return the lower-case words of a text; ``snake_case`` and ``camelCase`` are split into their words."""
    lowered = (word.lower() for word in _WORD.findall(text))
    return [singular(word) for word in lowered if word not in STOP_WORDS]
