"""Draws results as text, Markdown, LaTeX and HTML; computes nothing."""
