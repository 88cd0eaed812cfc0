"""Maskwright turns sentences into masks."""
