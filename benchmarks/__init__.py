"""Benchmarks: speed, and the quality of the advice."""
