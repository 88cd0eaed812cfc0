"""A language model on this machine: a GGUF file served over the OpenAI protocol by xllamacpp.

The ablation uses it for the paper's "GPT-4 -> Llama" row, where no better server is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from ..errors import MissingError, ToolError

CONTEXT = 8192
"""Tokens of context, SmolLM2's largest: a long class list has to fit into the system prompt."""


@contextmanager
def serve(weights: Path) -> Iterator[str]:
    """Serve a GGUF file on a free loopback port while the context lasts.

    Args:
        weights: the GGUF file.

    Yields:
        the base URL, ending in "/v1".

    Raises:
        MissingError: xllamacpp is not installed.
        ToolError: it cannot load the file.
    """
    try:
        # Compiled, without type stubs.
        xllamacpp = import_module("xllamacpp")
    except ImportError as error:
        raise MissingError(
            "xllamacpp", "pip install xllamacpp", "a local language model"
        ) from error
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights)
    parameters.n_ctx = CONTEXT
    parameters.n_parallel = 1
    parameters.port = 0
    parameters.verbosity = -1
    try:
        server = xllamacpp.Server(parameters)
    except RuntimeError as error:
        raise ToolError(
            "xllamacpp", f"cannot serve {weights.name}: {error}", "bad_weights"
        ) from error
    try:
        yield f"{server.listening_address}/v1"
    finally:
        # Its destructor stops the server's threads.
        del server
