"""Repeated samples an item: pass rates, sample tables as Scores, and where the variance of a mean comes from."""
