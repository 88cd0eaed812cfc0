"""Contrastive concepts: words that may stand beside a query and are thrown away afterwards.

Source: contrastive_concepts.txt.
"""
