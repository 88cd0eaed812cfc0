"""The page's own addresses: files of results, example pictures, coming in and going out."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

from ...errors import InputError, MaskwrightError
from .downloads import make_file
from .examples import example, thumbnail
from .gate import COOKIE, FAILED_SECONDS, HEADERS, SESSION_SECONDS, Gate, from_elsewhere
from .stage import templates

if TYPE_CHECKING:
    from fastapi import FastAPI

    from .talk import Talk

RESULT_ID = re.compile(r"[0-9a-f]{64}")
FILE_NAME = re.compile(r"[a-z][a-z_-]{0,30}\.[a-z]{3,4}")
MOST_FORM_BYTES = 4096
REPORT_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"


def add_routes(app: FastAPI, talk: Talk, gate: Gate) -> None:
    """Give a server the addresses under /page.

    Args:
        app: the server.
        talk: knows the results and the names of pictures.
        gate: who may come in.
    """
    from starlette.requests import Request
    from starlette.responses import RedirectResponse, Response

    async def file(request: Request) -> Response:
        if not gate.lets_in(request):
            return refusal(request)
        result_id, name = request.path_params["result_id"], request.path_params["name"]
        if not (RESULT_ID.fullmatch(result_id) and FILE_NAME.fullmatch(name)):
            return _plain("There is no such file.", 404)
        return await asyncio.to_thread(_file, talk, result_id, name)

    async def thumb(request: Request) -> Response:
        if not gate.lets_in(request):
            return refusal(request)
        found = example(request.path_params["key"])
        if found is None:
            return _plain("There is no such picture.", 404)
        data = await asyncio.to_thread(thumbnail, found)
        return Response(data, media_type="image/jpeg", headers={**HEADERS, **_cached(86400)})

    async def come_in(request: Request) -> Response:
        token = await _form_token(request)
        if from_elsewhere(request) or token is None:
            return _plain("This is not the form of this page.", 403)
        if not (gate.closed and gate.fits(token)):
            await asyncio.sleep(FAILED_SECONDS)
            return refusal(request, wrong=True)
        answer = RedirectResponse(_home(request), status_code=303, headers=HEADERS)
        secure = request.url.scheme == "https"
        answer.set_cookie(
            COOKIE,
            gate.begin(),
            max_age=SESSION_SECONDS,
            path=_home(request),
            httponly=True,
            samesite="strict",
            secure=secure,
        )
        return answer

    async def go_out(request: Request) -> Response:
        if from_elsewhere(request):
            return _plain("This is not the form of this page.", 403)
        gate.end(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse(_home(request), status_code=303, headers=HEADERS)
        answer.delete_cookie(COOKIE, path=_home(request))
        return answer

    app.router.add_route("/page/files/{result_id}/{name}", file, ["GET"], include_in_schema=False)
    app.router.add_route("/page/examples/{key}.jpg", thumb, ["GET"], include_in_schema=False)
    app.router.add_route("/page/enter", come_in, ["POST"], include_in_schema=False)
    app.router.add_route("/page/leave", go_out, ["POST"], include_in_schema=False)


def refusal(connection: Any, wrong: bool = False) -> Any:
    """What somebody without a session is shown: the form to a browser, a sentence to others."""
    from starlette.responses import HTMLResponse, JSONResponse

    if from_elsewhere(connection):
        told = {"error": "the request comes from another site", "hint": "open the page itself"}
        return JSONResponse(told, 403, HEADERS)
    root = _home(connection)
    path = connection.url.path.removeprefix(root.rstrip("/"))
    if path in ("", "/", "/page/enter"):
        text = templates().get_template("enter.html.j2").render(root=root, wrong=wrong)
        return HTMLResponse(text, 401, {**HEADERS, "cache-control": "no-store"})
    told = {"error": "a token is needed", "hint": "open the page and show it, or send it as Bearer"}
    return JSONResponse(told, 401, {**HEADERS, "www-authenticate": "Bearer"})


def _home(connection: Any) -> str:
    return str(connection.scope.get("root_path", "")).rstrip("/") + "/"


def _file(talk: Talk, result_id: str, name: str) -> Any:
    from starlette.responses import Response

    try:
        result = talk.conversations.result(result_id)
        image = talk.conversations.image(result_id)
        page = make_file(name, result, image, talk.name_of(result))
    except InputError:
        return _plain("There is no such result.", 404)
    except MaskwrightError as error:
        return _plain(str(error), 500)
    if page is None:
        return _plain("There is no such file.", 404)
    headers = {**HEADERS, **_cached(3600)}
    if page.saved_as:
        headers["content-disposition"] = f'attachment; filename="{page.saved_as}"'
    if name == "report.html":
        headers["content-security-policy"] = REPORT_POLICY
    return Response(page.data, media_type=page.kind, headers=headers)


def _cached(seconds: int) -> dict[str, str]:
    return {"cache-control": f"private, max-age={seconds}"}


def _plain(text: str, status: int) -> Any:
    from starlette.responses import PlainTextResponse

    return PlainTextResponse(text, status, HEADERS)


async def _form_token(request: Any) -> str | None:
    """The field `token` of a small form; None where it is no such form."""
    from urllib.parse import parse_qs

    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return None
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_FORM_BYTES:
            return None
    fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=4)
    return fields.get("token", [""])[0]
