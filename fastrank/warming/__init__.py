"""Calls that compile every kernel, by topic: several processes can share them."""

from __future__ import annotations

import importlib

TOPICS = ("correlations", "tables", "inference", "arrays", "leaderboard")  # the longest first


def warm(topic: str) -> None:
    """Make the calls of a topic."""
    importlib.import_module(f"fastrank.warming.{topic}").use()
