"""All pairs of vectors: the engines, statistics and results behind `fastrank.correlation_matrix`."""
