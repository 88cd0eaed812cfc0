"""One request to an OpenAI-compatible server, tried again where a second try may help.

The package `openai` does the talking; its exceptions and its own retries end here.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ...errors import MaskwrightError, MissingError, ToolError, TransientError

if TYPE_CHECKING:
    import openai

logger = logging.getLogger(__name__)

Message = dict[str, str]

NO_KEY = "no-key"
"""What local servers are given, who ask for none."""

_AGAIN = frozenset({408, 409, 425, 429})
_LONGEST_WAIT = 30.0


@dataclass(frozen=True)
class Reply:
    """What the server answered.

    Attributes:
        text: the message; "" for none.
        cut: whether it ends because the allowance of tokens ended.
        model: as the server names it.
        tokens_in: of the request, 0 where the server does not count.
        tokens_out: of the message.
    """

    text: str
    cut: bool
    model: str
    tokens_in: int
    tokens_out: int


class RefusedError(ToolError):
    """The server understood and refused: a 4xx other than the transient ones.

    Attributes:
        status: of HTTP.
    """

    def __init__(self, service: str, status: int, problem: str) -> None:
        self.status = status
        super().__init__(service, f"refused with HTTP {status}: {problem}", "unavailable")


class ChatClient:
    """A server and how patiently it is asked.

    Args:
        base_url: of the protocol, usually ending in /v1.
        api_key: sent as a bearer token; None for servers without one.
        timeout: seconds to connect, and seconds without a byte.
        max_retries: further tries after the first; only of what may pass.
        backoff: seconds before the first of them, doubled each time, with jitter.
        sleep: how to wait.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str | None,
        *,
        timeout: float = 60.0,
        max_retries: int = 3,
        backoff: float = 0.5,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base_url = base_url
        self.timeout = timeout
        self.max_retries = max_retries
        self.backoff = backoff
        self._api_key = api_key
        self._sleep = sleep

    @property
    def service(self) -> str:
        """The server's address for messages: no user, no password, no query."""
        return service_name(self.base_url)

    def chat(self, messages: Sequence[Message], options: Mapping[str, Any]) -> Reply:
        """Ask once.

        Args:
            messages: role and content each.
            options: further fields of the request (model, temperature, response_format...).

        Raises:
            TransientError: time-out, 429, 5xx, cut connection or a garbled reply, also after the
                retries.
            RefusedError: another 4xx.
            MissingError: the package openai is not installed.
        """
        for attempt in range(self.max_retries + 1):
            try:
                return self._once(messages, options)
            except TransientError as error:
                if attempt == self.max_retries:
                    raise
                wait = self._wait(attempt, error)
                logger.info("%s; asking again in %.1f s", error, wait)
                self._sleep(wait)
        raise AssertionError  # the loop returns or raises

    def _once(self, messages: Sequence[Message], options: Mapping[str, Any]) -> Reply:
        # Its overloads cannot be met by a plain dict of options.
        create: Any = self._client.chat.completions.create
        try:
            answer: Any = create(messages=list(messages), **options)
        except Exception as error:
            ours = self._ours(error)
            if ours is None:
                raise
            raise ours from error
        return self._reply(answer)

    def _reply(self, answer: Any) -> Reply:
        """The first choice; a body that is no completion is a failure of the server."""
        try:
            choice = answer.choices[0]
            usage = answer.usage
            return Reply(
                text=choice.message.content or "",
                cut=choice.finish_reason == "length",
                model=str(answer.model or ""),
                tokens_in=int(usage.prompt_tokens or 0) if usage else 0,
                tokens_out=int(usage.completion_tokens or 0) if usage else 0,
            )
        except (AttributeError, IndexError, TypeError, ValueError) as error:
            raise TransientError(self.service, "its reply is no chat completion") from error

    def _ours(self, error: Exception) -> MaskwrightError | None:
        """A foreign exception as ours; None for one that is a bug of this program."""
        import openai

        problem = None
        if isinstance(error, openai.APITimeoutError):
            problem = f"no answer within {self.timeout:g} s"
        elif isinstance(error, openai.APIStatusError):
            status, message = error.status_code, _one_line(error)
            if status not in _AGAIN and status < 500:
                return RefusedError(self.service, status, message)
            problem = f"HTTP {status}: {message}"
        elif isinstance(error, openai.APIConnectionError):
            problem = f"cannot be reached ({_cause(error)})"
        elif isinstance(error, openai.APIError | ValueError):
            # A body that is no JSON comes as a ValueError from the decoder.
            problem = f"its reply is garbled ({type(error).__name__})"
        elif type(error).__module__.startswith("http"):
            # A body that breaks off is reported by the layer below, httpx or httpx2.
            problem = f"the connection broke ({type(error).__name__})"
        return TransientError(self.service, problem) if problem else None

    def _wait(self, attempt: int, error: TransientError) -> float:
        """Seconds to wait: what the server asks for, else doubled each time; always jittered."""
        asked = 0.0
        response = getattr(error.__cause__, "response", None)
        if response is not None:
            try:
                asked = float(response.headers.get("retry-after", 0))
            except ValueError:
                asked = 0.0  # a date; rare, and the doubling will do
        wait = max(asked, self.backoff * 2**attempt)
        # Jitter keeps many clients from coming back together; it only ever adds to what was asked.
        return min(_LONGEST_WAIT, wait * random.uniform(1.0, 1.5))

    @cached_property
    def _client(self) -> openai.OpenAI:
        try:
            import openai
        except ImportError as error:
            raise MissingError("openai", "pip install openai", "the language model") from error
        return openai.OpenAI(
            api_key=self._api_key or NO_KEY,
            base_url=self.base_url,
            timeout=self.timeout,
            max_retries=0,
        )


def service_name(base_url: str) -> str:
    """Host and port of an address, without credentials."""
    parts = urlsplit(base_url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.hostname or base_url}{port}"


def _one_line(error: openai.APIStatusError) -> str:
    body: Any = error.body
    message = body.get("message") if isinstance(body, dict) else None  # pyright: ignore
    text = str(message or error.message)  # pyright: ignore[reportUnknownArgumentType]
    return " ".join(text.split())[:200]


def _cause(error: Exception) -> str:
    cause = error.__cause__ or error
    return " ".join(str(cause).split())[:120] or type(cause).__name__
