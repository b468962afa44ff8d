"""Benchmarks: each a module to run as ``python -m benchmarks.NAME``; see docs/benchmarks.md."""
