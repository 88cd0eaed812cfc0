"""`OpenAIModel`: a language model behind any OpenAI-compatible server.

The answer is asked for as JSON within a schema whose label lists are enums; a server that takes no
schema is asked for plain JSON instead. Whatever comes back is checked (`structured.py`); a bad
answer is sent back once with what is wrong, then it is an `AnswerError`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, ValidationError, field_validator

from ...errors import AnswerError, MissingError
from ..base import BackendInfo, Frozen
from ..folders import cache_dir
from .answer_cache import AnswerCache
from .base import Answer, Question, Usage
from .chat_client import ChatClient, Message, RefusedError, Reply, service_name
from .structured import UnusableAnswerError, answer_schema, format_note, parse_answer

Mode = Literal["schema", "json", "plain"]
MODES: tuple[Mode, ...] = ("schema", "json", "plain")

_FORMAT_REFUSALS = frozenset({400, 415, 422, 501})


class Settings(Frozen):
    """Which model, where, and on what terms."""

    base_url: str = Field(
        default="https://api.openai.com/v1", description="Address of the protocol, usually .../v1."
    )
    model: str = Field(default="gpt-4o-mini", min_length=1, description="As the server names it.")
    api_key_env: str = Field(
        default="OPENAI_API_KEY",
        description="Environment variable that holds the key; servers without keys need none.",
    )
    timeout: float = Field(default=60.0, gt=0, description="Seconds without an answer.")
    max_retries: int = Field(
        default=3, ge=0, description="Further tries after a time-out, 429, 5xx or cut connection."
    )
    backoff: float = Field(
        default=0.5, ge=0, description="Seconds before the first further try; doubled, jittered."
    )
    temperature: float | None = Field(
        default=0.0, ge=0, le=2, description="None leaves it out, for models that refuse it."
    )
    max_tokens: int = Field(default=1024, ge=1, description="Longest answer.")
    max_tokens_field: Literal["max_tokens", "max_completion_tokens"] = Field(
        default="max_tokens", description="How the server calls it; newer models differ."
    )
    structured: Literal["auto", "schema", "json", "plain"] = Field(
        default="auto",
        description="How the shape of the answer is asked for: by a JSON schema, as any JSON, or "
        "only in words; auto takes the first that the server accepts.",
    )
    price_in: float = Field(default=0.0, ge=0, description="Price of a million tokens asked.")
    price_out: float = Field(default=0.0, ge=0, description="Price of a million tokens answered.")
    cache: bool = Field(default=True, description="Keep answers on disk and never ask twice.")
    cache_dir: str = Field(default="", description="Where; empty is the user's cache folder.")

    @field_validator("base_url")
    @classmethod
    def _is_http(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("an address starts with http:// or https:// and names a host")
        if parts.username or parts.password:
            raise ValueError("keys belong into the environment, not into the address")
        return value.rstrip("/")


class OpenAIModel:
    """A language model on a server.

    Args:
        settings: which one.
    """

    Settings = Settings

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.info = BackendInfo(
            role="language",
            name=self.settings.model,
            revision=service_name(self.settings.base_url),
        )
        chosen = self.settings.structured
        self._modes: tuple[Mode, ...] = MODES if chosen == "auto" else (chosen,)

    def answer(self, question: Question) -> Answer:
        """Answer one question, from the cache where it was asked before.

        Raises:
            AnswerError: no answer within the schema, also after the repair turn.
            TransientError: time-out, 429, 5xx or a cut connection, after the retries.
            ToolError: the server refuses (key, model name, too long a prompt).
            MissingError: the package openai or the key is missing.
        """
        asked = self._asked(question)
        known = self._from_cache(asked, question)
        if known is not None:
            return known
        start = time.perf_counter()
        replies: list[Reply] = []
        value = self._ask(question, replies)
        usage = self._usage(replies, time.perf_counter() - start)
        by = replies[-1].model or self.settings.model
        if self.settings.cache:
            record = {"value": value.model_dump(mode="json"), "by": by}
            self._cache.put(asked, {**record, "usage": usage.model_dump(mode="json")})
        return Answer(value=value, usage=usage, by=by)

    # Asking

    def _ask(self, question: Question, replies: list[Reply]) -> BaseModel:
        messages: list[Message] = [
            {"role": "system", "content": f"{question.system}\n\n{format_note(question)}"},
            {"role": "user", "content": question.user},
        ]
        problem = ""
        for _ in ("answer", "repair"):
            reply = self._send(messages, question)
            replies.append(reply)
            try:
                return self._parse(reply, question)
            except UnusableAnswerError as error:
                problem = str(error)
            messages = [
                *messages,
                {"role": "assistant", "content": reply.text},
                {"role": "user", "content": _repair(problem, question)},
            ]
        raise AnswerError(self.settings.model, question.prompt, problem)

    def _parse(self, reply: Reply, question: Question) -> BaseModel:
        try:
            return parse_answer(reply.text, question)
        except UnusableAnswerError as error:
            if reply.cut:
                limit = self.settings.max_tokens
                raise UnusableAnswerError(f"it was cut off after {limit} tokens") from error
            raise

    def _send(self, messages: Sequence[Message], question: Question) -> Reply:
        """One request in the first mode that the server accepts; it is remembered."""
        refusals: list[RefusedError] = []
        for index, mode in enumerate(self._modes):
            try:
                reply = self._client.chat(messages, self._options(mode, question))
            except RefusedError as error:
                if error.status not in _FORMAT_REFUSALS:
                    raise
                refusals.append(error)
            else:
                self._modes = self._modes[index:]
                return reply
        # Every mode was refused: it is not the format that the server dislikes.
        raise refusals[0]

    def _options(self, mode: Mode, question: Question) -> dict[str, Any]:
        options: dict[str, Any] = {
            "model": self.settings.model,
            self.settings.max_tokens_field: self.settings.max_tokens,
        }
        if self.settings.temperature is not None:
            options["temperature"] = self.settings.temperature
        if mode == "schema":
            name, schema = question.output.__name__, answer_schema(question)
            described = {"name": name, "strict": True, "schema": schema}
            options["response_format"] = {"type": "json_schema", "json_schema": described}
        elif mode == "json":
            options["response_format"] = {"type": "json_object"}
        return options

    def _usage(self, replies: Sequence[Reply], seconds: float) -> Usage:
        tokens_in = sum(reply.tokens_in for reply in replies)
        tokens_out = sum(reply.tokens_out for reply in replies)
        price = self.settings.price_in * tokens_in + self.settings.price_out * tokens_out
        return Usage(
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            cost=price / 1_000_000,
            seconds=seconds,
            calls=len(replies),
        )

    @cached_property
    def _client(self) -> ChatClient:
        variable = self.settings.api_key_env
        key = os.environ.get(variable) or None
        default: str = Settings.model_fields["base_url"].default
        if key is None and self.settings.base_url == default:
            raise MissingError(f"the key in ${variable}", f"export {variable}=...", "the server")
        return ChatClient(
            self.settings.base_url,
            key,
            timeout=self.settings.timeout,
            max_retries=self.settings.max_retries,
            backoff=self.settings.backoff,
        )

    # The cache

    @cached_property
    def _cache(self) -> AnswerCache:
        chosen = self.settings.cache_dir
        return AnswerCache(Path(chosen).expanduser() if chosen else cache_dir() / "answers")

    def _asked(self, question: Question) -> dict[str, Any]:
        """Everything that an answer depends on."""
        return {
            "base_url": self.settings.base_url,
            "model": self.settings.model,
            "prompt": question.prompt,
            "version": question.version,
            "system": question.system,
            "user": question.user,
            "schema": answer_schema(question),
            "temperature": self.settings.temperature,
            "max_tokens": self.settings.max_tokens,
        }

    def _from_cache(self, asked: Mapping[str, Any], question: Question) -> Answer | None:
        stored = self._cache.get(asked) if self.settings.cache else None
        if stored is None:
            return None
        try:
            value = question.output.model_validate(stored.get("value"))
        except ValidationError:
            return None
        return Answer(value=value, usage=Usage(), by=str(stored.get("by", "")), cached=True)


def _repair(problem: str, question: Question) -> str:
    return f"This answer cannot be used: {problem}. Answer again. {format_note(question)}"
