"""Ids in Parquet pages, decoded here; all but the common case is left to pyarrow (decision 0014)."""
