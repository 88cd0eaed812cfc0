"""Errors as answers: `{"error": one sentence, "hint": what to do}` with the status that fits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from ...errors import (
    AnswerError,
    InputError,
    MaskwrightError,
    MissingError,
    ToolError,
    TransientError,
)
from .public import scrub

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

logger = logging.getLogger(__name__)

RETRY = "10"


class Refusal(HTTPException):
    """A request that is not served.

    Args:
        status: the HTTP status.
        error: one sentence.
        hint: what to do instead; may be empty.
        headers: further headers of the answer.
        reason: short word for the metrics.
    """

    def __init__(
        self,
        status: int,
        error: str,
        hint: str = "",
        headers: Mapping[str, str] | None = None,
        reason: str = "",
    ) -> None:
        super().__init__(status, error, dict(headers or {}))
        self.error = error
        self.hint = hint
        self.reason = reason

    def answer(self) -> JSONResponse:
        """The answer to send."""
        return JSONResponse(self.body(), self.status_code, self.headers)

    def body(self) -> dict[str, str]:
        """The JSON of the answer."""
        return {"error": self.error, "hint": self.hint}


class Cancelled(Exception):  # noqa: N818 - it is no error
    """The client has left, or the server stops: the run ends before its next node."""


def refusal_of(error: Exception) -> Refusal:
    """The refusal that an error of ours, or any other, becomes; nothing inward is told."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, Cancelled):
        return stopping()
    for kind, made in _REFUSALS.items():
        if isinstance(error, kind):
            return made(error)
    logger.error("unexpected %s", type(error).__name__, exc_info=error)
    return Refusal(500, "the server failed unexpectedly", "tell its operator; its log says more")


def _bad_input(error: Any) -> Refusal:
    too_large = error.problem.startswith("is too large")
    told = scrub(f"{error.subject}: {error.problem}")
    return Refusal(413 if too_large else 400, told, scrub(error.hint), reason="input")


def _failed_tool(error: Any) -> Refusal:
    if error.code == "no_space":
        return Refusal(507, "the server's disk is full", "delete runs, or ask its operator")
    return Refusal(500, scrub(str(error)), "try again; if it stays so, tell the operator")


def _out_of_reach(error: Any) -> Refusal:
    retry = {"Retry-After": RETRY}
    return Refusal(503, "a model server is out of reach", "try again later", retry)


def _no_answer(error: Any) -> Refusal:
    return Refusal(502, scrub(str(error)), "try again, or say it in other words")


def _missing(error: Any) -> Refusal:
    return Refusal(503, f"{scrub(error.name)} is missing on the server", "tell its operator")


_REFUSALS: dict[type[Exception], Callable[[Any], Refusal]] = {
    InputError: _bad_input,
    ToolError: _failed_tool,
    TransientError: _out_of_reach,
    AnswerError: _no_answer,
    MissingError: _missing,
}


def stopping() -> Refusal:
    """What a request hears while the server is told to stop."""
    return Refusal(503, "the server is stopping", "try again", {"Retry-After": RETRY}, "stopping")


def bad_fields(error: ValidationError) -> Refusal:
    """The first field of a request that does not fit."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "request"
    told = first["msg"].removeprefix("Value error, ")
    return Refusal(
        400, f"{where}: {told[:1].lower()}{told[1:]}", "see /openapi.json", reason="input"
    )


def install(app: FastAPI) -> None:
    """Let every error of an app be answered as JSON."""

    async def ours(request: Request, error: Exception) -> JSONResponse:
        return refusal_of(error).answer()

    async def theirs(request: Request, error: Any) -> JSONResponse:
        if isinstance(error, Refusal):
            return error.answer()
        headers = dict(error.headers or {})
        refusal = Refusal(
            error.status_code, _sentence(error, request), "see /openapi.json", headers
        )
        return refusal.answer()

    async def fields(request: Request, error: Any) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "request"
        return Refusal(400, f"{where}: {first['msg'].lower()}", "see /openapi.json").answer()

    from fastapi.exceptions import RequestValidationError

    app.add_exception_handler(MaskwrightError, ours)
    app.add_exception_handler(HTTPException, theirs)
    app.add_exception_handler(RequestValidationError, fields)
    app.add_exception_handler(Exception, ours)


def _sentence(error: HTTPException, request: Request) -> str:
    if error.status_code == HTTPStatus.NOT_FOUND:
        return "there is no such page"
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return f"this page takes no {request.method}"
    return str(error.detail)
