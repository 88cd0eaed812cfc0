"""Understanding by grammar: what a message asks for, without a language model that generates.

Read `grammar.py` first (the order of the rules), then `heard.py` (what is heard and answered).
"""

from .grammar import understand

__all__ = ["understand"]
