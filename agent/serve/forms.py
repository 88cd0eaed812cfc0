"""What a request says: JSON with base64, or multipart with files; one model for both."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator
from starlette.datastructures import UploadFile

from ...errors import InputError
from ...graphs.conversation_state import Correction
from ...tools.base import Frozen
from ..export.writing import read_formats
from .fetch import Fetcher
from .picture import Picture, Source, source_of
from .problems import Refusal, bad_fields
from .public import tidy_name
from .settings import ServeSettings

if TYPE_CHECKING:
    from starlette.requests import Request

MOST_WORDS = 200
LONGEST_WORD = 200
LONGEST_TEXT = 4000
MOST_FIELDS = 100
LONGEST_FIELD = 64 * 1024
THREAD = r"^[A-Za-z0-9_-]{1,64}$"
FILE_FIELDS = frozenset({"image", "images", "file", "files"})
LISTS = frozenset({"queries", "formats", "urls"})
OBJECTS = frozenset({"overrides", "synonyms", "correction"})

ModelT = TypeVar("ModelT", bound="Asked")


class Asked(Frozen):
    """What every request with pictures can say."""

    images: list[Picture] = Field(default_factory=list[Picture], description="The pictures.")
    formats: list[str] = Field(
        default_factory=list[str],
        description="Further files: coco, coco-panoptic, voc, yolo, labelme, labelstudio, cvat, "
        "geojson.",
    )
    text: str = Field(
        default="", max_length=LONGEST_TEXT, description="What is wanted, in plain words."
    )

    @field_validator("formats")
    @classmethod
    def _known(cls, formats: list[str]) -> list[str]:
        try:
            return read_formats(formats)
        except InputError as error:
            raise ValueError(f"{error.problem}; {error.hint}") from error


class SegmentAsked(Asked):
    """`POST /v1/segment`: pictures, and one of classes, queries and text."""

    classes: list[str] = Field(
        default_factory=list[str], max_length=MOST_WORDS, description="Cut all into these."
    )
    queries: list[str] = Field(
        default_factory=list[str], max_length=MOST_WORDS, description="Find these, any words."
    )
    synonyms: dict[str, list[str]] = Field(
        default_factory=dict[str, list[str]], description="Other words for a class or query."
    )
    profile: str | None = Field(default=None, description="One of the server's profiles.")
    overrides: dict[str, Any] = Field(
        default_factory=dict[str, Any], description='Settings: {"open_vocabulary.theta": 0.5}.'
    )

    @model_validator(mode="after")
    def _one(self) -> SegmentAsked:
        given = [bool(self.classes), bool(self.queries), bool(self.text.strip())]
        if sum(given) != 1:
            raise ValueError("give one of classes, queries and text")
        synonyms = [word for words in self.synonyms.values() for word in words]
        for word in [*self.classes, *self.queries, *self.synonyms, *synonyms]:
            if not word.strip() or len(word) > LONGEST_WORD:
                raise ValueError(f"a name is empty or longer than {LONGEST_WORD} characters")
        if len(synonyms) > MOST_WORDS:
            raise ValueError(f"there are more than {MOST_WORDS} synonyms")
        if self.text.strip() and (self.overrides or self.profile or self.synonyms):
            raise ValueError("text goes without overrides, profile and synonyms")
        return self


class ChatAsked(Asked):
    """`POST /v1/chat`: a message, or the answer to what a turn waits for."""

    thread: str | None = Field(
        default=None, pattern=THREAD, description="The conversation; a new one where left out."
    )
    confirm: bool = Field(default=False, description="Wait before masks are accepted.")
    correction: Correction | None = Field(
        default=None, description="What is right of the masks that wait."
    )

    @model_validator(mode="after")
    def _something(self) -> ChatAsked:
        if self.correction is not None and (self.text or self.images or self.thread is None):
            raise ValueError("a correction goes with its thread, without text and images")
        return self


async def read(
    request: Request, model: type[ModelT], settings: ServeSettings, fetcher: Fetcher
) -> tuple[ModelT, list[Source]]:
    """Read a request's body.

    Args:
        request: its body is not read yet.
        model: what it has to be.
        settings: how many pictures there may be.
        fetcher: refuses URLs at once that it would not fetch.

    Returns:
        the fields, without the pictures' bytes, and the pictures.

    Raises:
        Refusal: 400 a field does not fit, 415 another kind of body, or what `Fetcher.check` says.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    files: list[Source] = []
    if kind == "application/json":
        body = await request.body()
        asked = await asyncio.to_thread(_parsed, lambda: model.model_validate_json(body))
    elif kind == "multipart/form-data":
        fields, files = await _form(request, settings)
        asked = _parsed(lambda: model.model_validate(fields))
    else:
        hint = "send application/json or multipart/form-data"
        raise Refusal(415, "the body is of another kind", hint, reason="body")
    sources = [*files, *(source_of(each, n) for n, each in enumerate(asked.images, len(files) + 1))]
    if len(sources) > settings.max_pictures:
        hint = "send several requests"
        raise Refusal(400, f"there are more than {settings.max_pictures} pictures", hint)
    for source in sources:
        if source.url:
            fetcher.check(source.url)
    return asked.model_copy(update={"images": []}), sources


async def _form(request: Request, settings: ServeSettings) -> tuple[dict[str, Any], list[Source]]:
    """The fields and files of a multipart body."""
    fields: dict[str, Any] = {}
    files: list[Source] = []
    async with request.form(
        max_files=settings.max_pictures, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD
    ) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if name not in FILE_FIELDS:
                    raise Refusal(400, f"{name[:80]}: is no field of files", "call it images")
                title = tidy_name(value.filename, len(files) + 1)
                files.append(Source(title, await value.read()))
            else:
                _put(fields, name, value)
    fields["images"] = [{"url": url} for url in fields.pop("urls", [])]
    return fields, files


def _put(fields: dict[str, Any], name: str, value: str) -> None:
    """A form's field as JSON has it: lists by repeating, classes also by commas."""
    if name in LISTS:
        fields.setdefault(name, []).append(value)
    elif name == "classes":
        names = [each.strip() for each in value.split(",") if each.strip()]
        fields.setdefault(name, []).extend(names)
    elif name in OBJECTS:
        try:
            fields[name] = json.loads(value)
        except (ValueError, RecursionError):
            raise Refusal(400, f"{name}: is not JSON", 'write {"name": value}') from None
    else:
        fields[name] = value


def _parsed(make: Any) -> Any:
    try:
        return make()
    except ValidationError as error:
        raise bad_fields(error) from None


def schema(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """A request body in OpenAPI: the same fields as JSON and as a form."""
    described = model.model_json_schema(ref_template="#/components/schemas/{model}")
    described.pop("$defs", None)
    form = {**described, "properties": {**described["properties"]}}
    form["properties"]["images"] = {
        "type": "array",
        "items": {"type": "string", "format": "binary"},
        "description": "The pictures' files.",
    }
    return {
        "required": True,
        "content": {
            "application/json": {"schema": described, "example": example},
            "multipart/form-data": {"schema": form},
        },
    }
