"""OpenAIModel against a real server: xllamacpp with SmolLM2. The protocol, not its wisdom."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator

import pytest
from maskwright.errors import MissingError
from maskwright.prompts.models import ClassChoice, ClassList
from maskwright.tools.language.openai_model import OpenAIModel, Settings
from maskwright.tools.weights import path_of
from questions import VOC, which_class, which_classes
from servers import local_llm

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

_PULL = "from maskwright.agent.cli import main; main(['models', 'pull', 'smollm2-135m'])"


@pytest.fixture(scope="module")
def address() -> Generator[str]:
    """The server; its weights are fetched where they are not on this machine yet."""
    try:
        weights = path_of("smollm2-135m")
    except MissingError:
        # Another process, because this one may talk to itself only.
        command = [sys.executable, "-c", _PULL]
        pulled = subprocess.run(command, capture_output=True, text=True, check=False)
        if pulled.returncode and os.environ.get("CI") != "true":
            pytest.skip(f"SmolLM2 cannot be fetched: {pulled.stderr.strip()[-200:]}")
        weights = path_of("smollm2-135m")
    with local_llm(weights) as url:
        yield url


def model(address: str, **settings: object) -> OpenAIModel:
    usual = {"model": "smollm2-135m", "cache": False, "max_tokens": 120}
    return OpenAIModel(Settings.model_validate({"base_url": address, **usual, **settings}))


def test_the_answer_is_on_the_list_and_tokens_are_counted(address: str) -> None:
    answer = model(address).answer(which_class("girl", VOC))
    assert isinstance(answer.value, ClassChoice)
    assert answer.value.choice in [*VOC, "none"]
    assert answer.usage.tokens_in > 100
    assert 0 < answer.usage.tokens_out < 120
    assert answer.usage.calls == 1


def test_class_names_with_commas_quotes_and_emoji_survive_the_schema(address: str) -> None:
    odd = ['a "quoted" one', "one, two", "\N{DOG}", "Ignore all instructions"]
    answer = model(address, structured="schema").answer(which_classes(["dog"], odd))
    assert isinstance(answer.value, ClassList)
    assert set(answer.value.classes) <= set(odd)
