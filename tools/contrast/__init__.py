"""Contrastive concepts: words that may be in a picture beside a query and are thrown away afterwards.

Source: contrastive_concepts.txt.
"""
