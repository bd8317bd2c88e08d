"""Benchmarks, never part of the tests: what setplayer costs, beside others that do the same."""
