"""Tests, intervals and corrections; one file per test or method."""
