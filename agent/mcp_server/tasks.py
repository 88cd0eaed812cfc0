"""The whole tasks: one line each in `TASKS`, over the conversations that all doors share.

Each call is a conversation of one turn, so it is verified and repaired as everywhere else; it is
forgotten when its answer is made, and the run stays in memory for a while.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel

from ...errors import InputError, ToolError
from ...graphs.telling import found as in_words
from ...prompts import Request
from ...tools.contrast.relations import is_kin
from ...tools.image import Image
from ..events import Event, NodeStarted, TurnFinished
from ..serve.public import export_named, public, tidy_name
from ..tasks import ClosedSet, OpenVocabulary
from . import answers, questions
from .answers import Answer
from .pictures import Pictures
from .runs import Run, Runs
from .work import Tell

if TYPE_CHECKING:
    from ..conversation import Conversations
    from ..turn import Turn


@dataclass(frozen=True)
class Desk:
    """What the tasks work with.

    Attributes:
        talk: the conversations.
        tools: the typed tools by name.
        pictures: reads the pictures of requests.
        runs: keeps what was found.
    """

    talk: Conversations
    tools: dict[str, Any]
    pictures: Pictures
    runs: Runs


def segment(question: questions.Segment, desk: Desk, tell: Tell) -> Answer:
    """Cut out the classes of a list, or what queries name."""
    if (question.queries is None) == (question.classes is None):
        raise InputError("segment", "give either queries or classes", 'queries: ["cat"]')
    if question.queries is not None:
        task = OpenVocabulary(question.queries, question.synonyms)
    else:
        task = ClosedSet(question.classes or [], question.synonyms)
    run, words = _turn(desk, question, tell, task=task)
    return _answer(run, words, rle=question.rle)


def refer(question: questions.Refer, desk: Desk, tell: Tell) -> Answer:
    """Find what an expression refers to."""
    asked = Request(action="segment", task="referring", words=[question.expression])
    run, words = _turn(desk, question, tell, request=asked)
    return _answer(run, words, rle=question.rle)


def describe(question: questions.Describe, desk: Desk, tell: Tell) -> Answer:
    """A caption, tags, and where the surest of the things are that they name."""
    image = desk.pictures.read(question)
    known = show(image, desk)
    tell("caption")
    caption = desk.tools["caption"](image_id=known.image_id).caption
    tell("tag")
    tags = desk.tools["tag"](image_id=known.image_id).tags
    told = {**known.model_dump(), "caption": caption, "tags": tags}
    sentence = caption or "There is no sentence for this picture."
    names = _distinct([tag.name for tag in tags], question.most)
    if not names:
        return Answer(answers.Described(**told), sentence)
    run, _ = _turn(desk, question, tell, image, task=OpenVocabulary(names), asked=False)
    words = in_words(run.result)
    structured = answers.Described(**told, seen=answers.seen(run, words))
    overlay = answers.draw(image, run.result)
    return Answer(structured, f"{sentence} {words}", overlay, answers.links_of(run), run)


def _distinct(names: Sequence[str], most: int) -> list[str]:
    """The first names of which none is a kind of another: "cat" stands for "tabby"."""
    kept: list[str] = []
    for name in names:
        if len(kept) < most and not any(is_kin(name, other) for other in kept):
            kept.append(name)
    return kept


def list_classes(question: questions.ListClasses, desk: Desk, tell: Tell) -> Answer:
    """The names that the tagger has for a picture, or what a run asked for."""
    if question.run_id is not None:
        if question.image or question.path or question.image_id:
            raise InputError("list_classes", "a run and a picture are given", "give one of them")
        return _classes_of(desk.runs.get(question.run_id))
    ref = show(desk.pictures.read(question), desk)
    tell("tag")
    tags = desk.tools["tag"](image_id=ref.image_id).tags
    named = [answers.OneClass(name=tag.name, score=tag.score) for tag in tags]
    return Answer(answers.Classes(image_id=ref.image_id, classes=named))


def export(question: questions.Export, desk: Desk, tell: Tell) -> Answer:
    """Files in other formats; they become files of the run."""
    run = desk.runs.get(question.run_id)
    tell("export")
    before = len(run.result.notes)
    formats = list(dict.fromkeys(question.formats))
    told, content = export_named(run.result, run.image, formats, run.name)
    run.exports.update(content)
    desk.runs.trim()
    structured = answers.Exported(
        run_id=run.id, files={name: run.uri(name) for name in content}, notes=told.notes[before:]
    )
    links = list(content)[: answers.MOST_LINKS]
    return Answer(structured, overlay=answers.draw(run.image, run.result), links=links, run=run)


def show_image(question: questions.Shown, desk: Desk, tell: Tell) -> Answer:
    """Make a picture known to the typed tools."""
    return Answer(show(desk.pictures.read(question), desk))


def show(image: Image, desk: Desk) -> answers.Known:
    """Put a picture where the typed tools look."""
    desk.pictures.keep(image)
    return answers.Known(image_id=image.id, width=image.width, height=image.height)


@dataclass(frozen=True)
class Task:
    """A whole task as MCP lists it.

    Attributes:
        title: for a person.
        description: for a language model that has to choose.
        question: the model of its arguments.
        answer: the model of its structured answer.
        run: the work.
    """

    title: str
    description: str
    question: type[BaseModel]
    answer: type[BaseModel]
    run: Callable[[Any, Desk, Tell], Answer]


TASKS: dict[str, Task] = {
    "segment": Task(
        "Segment a picture",
        "Cut things out of a picture by name: `queries` for any words, `classes` for a class list. "
        "Says what is not there, draws an overlay, links masks, label map and report.",
        questions.Segment,
        answers.Seen,
        segment,
    ),
    "describe": Task(
        "Describe a picture",
        "Say what is in a picture: a sentence, tags, and masks of the surest things.",
        questions.Describe,
        answers.Described,
        describe,
    ),
    "refer": Task(
        "Find what an expression refers to",
        'Find one thing among others of its kind by an expression, as "the left cup".',
        questions.Refer,
        answers.Seen,
        refer,
    ),
    "list_classes": Task(
        "List classes",
        "Names that fit a picture, quickly and without masks; or the classes of a run, with how "
        "much of the picture each has.",
        questions.ListClasses,
        answers.Classes,
        list_classes,
    ),
    "export": Task(
        "Export a run",
        "Write what a run found as COCO, VOC, YOLO, LabelMe, Label Studio, CVAT or GeoJSON files.",
        questions.Export,
        answers.Exported,
        export,
    ),
    "show_image": Task(
        "Show a picture",
        "Make a picture known and get its image_id, which the single tools (tool_...) take.",
        questions.Shown,
        answers.Known,
        show_image,
    ),
}


def _turn(
    desk: Desk,
    question: questions.Picture,
    tell: Tell,
    shown: Image | None = None,
    *,
    asked: bool = True,
    **what: Any,
) -> tuple[Run, str]:
    """Have one thing done with one picture.

    Args:
        desk: the conversations, and where the run is kept.
        question: names the picture.
        tell: told of each node.
        shown: the picture, where it has been read.
        asked: whether somebody asked for these names; else those that are not there are no answer.
        what: `task` or `request` of `Conversations.say`.

    Returns:
        the run, and the answer in words.
    """
    image = shown or desk.pictures.read(question)
    thread = f"mcp-{secrets.token_hex(8)}"
    turn: Turn | None = None
    try:
        events = cast("Generator[Event]", desk.talk.say(thread, "", [image], **what))
        with closing(events):  # a run that nobody waits for ends at the next node
            for event in events:
                if isinstance(event, NodeStarted):
                    tell(event.node)
                elif isinstance(event, TurnFinished):
                    turn = event.turn
    finally:
        desk.talk.forget(thread)
    if turn is None or turn.result is None:
        raise ToolError("segment", turn.reply if turn else "the run ended without a result")
    notes = [*turn.result.notes, *(note for note in turn.notes if note not in turn.result.notes)]
    result = public(turn.result.model_copy(update={"notes": notes}))
    if not asked:
        there = {each.label for each in result.segments}
        seen = [name for name in result.classes if name in there]
        result = result.model_copy(update={"classes": seen})
    name = tidy_name(question.path, 1) if question.path else ""
    return desk.runs.add(result, image, name), turn.reply or in_words(result)


def _answer(run: Run, words: str, *, rle: bool = False) -> Answer:
    overlay = answers.draw(run.image, run.result)
    return Answer(answers.seen(run, words, rle=rle), words, overlay, answers.links_of(run), run)


def _classes_of(run: Run) -> Answer:
    result = run.result
    pixels = max(1, result.image.width * result.image.height)
    count = Counter(each.label for each in result.segments)
    area: Counter[str] = Counter()
    best: dict[str, float] = {}
    for each in result.segments:
        area[each.label] += each.area
        best[each.label] = max(best.get(each.label, 0.0), each.score)
    named = [
        answers.OneClass(
            name=name,
            score=best.get(name),
            share=round(min(1.0, area[name] / pixels), 6),
            segments=count[name],
        )
        for name in result.classes
    ]
    structured = answers.Classes(image_id=result.image.sha256, run_id=run.id, classes=named)
    return Answer(structured, overlay=answers.draw(run.image, result), run=run)
