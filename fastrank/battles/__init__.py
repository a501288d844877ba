"""Battles of two models at a time: read, counted, fitted, resampled."""
