"""One file per statistic of agreement between rankings."""
