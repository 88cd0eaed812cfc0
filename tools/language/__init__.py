"""Language models behind one protocol, and what the embedded one knows about words.

Read `base.py` first (what is asked and answered), then `lexicon.py` (the embedded model, which
works from `noun_graph.py` and `sentences.py`) or `openai_model.py` (any OpenAI-compatible server).
"""

__all__: list[str] = []
