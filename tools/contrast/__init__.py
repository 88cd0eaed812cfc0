"""Contrastive concepts: words that may stand beside a query and are thrown away afterwards.

Read `concepts.py` first, then `dictionary.py`; `build.py` makes a dictionary from captions. What is
visible, a synonym or a part of what is in `visibility.py` and `relations.py`.

Source: contrastive_concepts.txt.
"""
