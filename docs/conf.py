"""Sphinx configuration; the measure pages and the command line's help are written anew by every build."""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent), str(DOCS.parent / "tools")]

import fastrank  # noqa: E402 - found through the path above

project = "fastrank"
author = "the fastrank developers"
project_copyright = "the fastrank developers"
release = version = fastrank.__version__

extensions = ["sphinx.ext.autodoc", "sphinx.ext.mathjax", "numpydoc", "myst_parser"]
myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "generated"]

autodoc_typehints = "none"  # the parameter sections say it in words
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

html_theme = "pydata_sphinx_theme"
html_title = f"fastrank {release}"
html_theme_options = {
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
}
html_show_sourcelink = False


def setup(app: object) -> None:
    """Write what is made from the registry before Sphinx looks for pages."""
    from generate import write_pages

    write_pages(DOCS)
