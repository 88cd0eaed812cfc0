"""Benchmarks: each is run as a module and prints one table. Read `segment_time.py` first."""
