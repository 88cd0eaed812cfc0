"""A language model that chooses tools: an OpenAI-compatible server as a LangChain chat model.

The prompts of the graphs are answered by `OpenAIModel`; this is for requests outside of them, where
the model itself decides what to look at. Whether a server's model is capable of it shows only when
it is asked: one that cannot answers in words.
"""

# LangChain's messages are plain dicts at the edge.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, convert_to_openai_messages
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool

from .base import LanguageModel
from .chat_client import ChatClient, Message, Reply
from .openai_model import OpenAIModel


@dataclass(frozen=True)
class ToolReply(Reply):
    """A reply that may ask for tools.

    Attributes:
        calls: `id`, `name` and `args` each; one whose arguments are no JSON object has none.
    """

    calls: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


class ToolClient(ChatClient):
    """The server, its replies read with what they ask for."""

    def _reply(self, answer: Any) -> ToolReply:
        plain = super()._reply(answer)
        asked: Sequence[Any] = answer.choices[0].message.tool_calls or ()
        calls = [
            {"id": str(each.id), "name": str(each.function.name), "args": _arguments(each)}
            for each in asked
            if getattr(each, "function", None) is not None
        ]
        return ToolReply(**vars(plain), calls=calls)


def _arguments(call: Any) -> dict[str, Any]:
    try:
        read: Any = json.loads(call.function.arguments or "{}")
    except ValueError:
        return {}
    return dict(read) if isinstance(read, dict) else {}  # pyright: ignore


class ToolChat(BaseChatModel):
    """A LangChain chat model over our own client: its retries, its errors, no other package.

    Attributes:
        client: asks the server.
        options: fields of every request (model, temperature...).
    """

    client: Any
    options: dict[str, Any]

    @property
    def _llm_type(self) -> str:
        return "maskwright"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:
        """The model, told which tools there are."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        plain: Any = convert_to_openai_messages(messages)
        told: list[Message] = plain
        reply: ToolReply = self.client.chat(told, {**self.options, **kwargs})
        used = {"input_tokens": reply.tokens_in, "output_tokens": reply.tokens_out}
        answer = AIMessage(
            content=reply.text,
            tool_calls=[{**each, "type": "tool_call"} for each in reply.calls],
            usage_metadata={**used, "total_tokens": reply.tokens_in + reply.tokens_out},
            response_metadata={"model_name": reply.model},
        )
        return ChatResult(generations=[ChatGeneration(message=answer)])


def tool_chat(model: LanguageModel) -> ToolChat | None:
    """The chat model behind a profile's language model; None where that can only look words up.

    Args:
        model: of the profile.
    """
    if not isinstance(model, OpenAIModel):
        return None
    settings = model.settings
    client = ToolClient(
        settings.base_url,
        os.environ.get(settings.api_key_env) or None,
        timeout=settings.timeout,
        max_retries=settings.max_retries,
        backoff=settings.backoff,
    )
    options: dict[str, Any] = {
        "model": settings.model,
        settings.max_tokens_field: settings.max_tokens,
    }
    if settings.temperature is not None:
        options["temperature"] = settings.temperature
    return ToolChat(client=client, options=options)


def price(model: LanguageModel, tokens_in: int, tokens_out: int) -> float:
    """What tokens cost by the model's price list; 0 where it has none."""
    if not isinstance(model, OpenAIModel):
        return 0.0
    settings = model.settings
    return (settings.price_in * tokens_in + settings.price_out * tokens_out) / 1_000_000
