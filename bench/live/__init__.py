"""Benchmarks of the live player. What they start they end, also when they fail."""
