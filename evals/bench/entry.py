"""What a benchmark does first when it is started as a program."""

from __future__ import annotations

from importlib import import_module


def load_agent() -> None:
    """Let the agent offer itself to the evaluations.

    The agent lies above this layer, so no module here imports it; but a benchmark is a program, and
    whoever starts it wants the whole system measured.
    """
    import_module("maskwright.agent.eval_bridge")
