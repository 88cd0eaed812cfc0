"""Measures: dataset evaluations, metrics, ablation tables and benchmarks.

Read `dataset.py` first (what is evaluated), then `runner.py` (how one picture becomes one row),
then `ablation.py`. What is evaluated is handed in: `evals` knows a `Predictor`, never the agent.
"""
