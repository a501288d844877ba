"""asv benchmarks of fastrank; see ../README.md."""
