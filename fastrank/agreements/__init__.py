"""How alike two sides order the same systems: what `agreement` and `compare_correlations` are made of."""
