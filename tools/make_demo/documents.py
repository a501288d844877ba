"""Docstrings taken apart: what becomes a query, what is searched, and what a docstring points to."""

import dataclasses
import warnings

from numpydoc.docscrape import NumpyDocString

# The summary is the query. "See Also" repeats the summaries of other documents, often word for word, and it
# is where the judgements come from: a system that reads it would be reading the answers. "Examples" are left
# out because SciPy draws the numbers in some of them anew at each import, which would change every score.
SEARCHED = (
    "Extended Summary", "Parameters", "Attributes", "Methods", "Returns", "Yields", "Receives",
    "Other Parameters", "Raises", "Warns", "Warnings", "Notes",
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Document:
    """One docstring: its dotted name, one-line summary, searched text and "See Also" names."""

    name: str
    summary: str
    text: str
    see_also: tuple[str, ...]


def section_text(section):
    """Return a parsed section as text; sections are lines, or fields with a name, a type and lines."""
    lines = []
    for entry in section:
        lines += [entry] if isinstance(entry, str) else [entry.name, entry.type, *entry.desc]
    return "\n".join(lines)


def parse(name, docstring):
    """Return the `Document` of a docstring, or None when numpydoc cannot read it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # sections numpydoc does not know
            parsed = NumpyDocString(docstring)
    except ValueError:
        return None
    return Document(
        name=name,
        summary=" ".join(" ".join(parsed["Summary"]).split()),
        text="\n".join(section_text(parsed[section]) for section in SEARCHED),
        see_also=tuple(target for targets, _ in parsed["See Also"] for target, _ in targets),
    )


def parse_all(docstrings):
    """Return the documents of the docstrings that can be read and that have a summary."""
    parsed = (parse(name, docstring) for name, docstring in docstrings.items())
    return [document for document in parsed if document is not None and document.summary]
