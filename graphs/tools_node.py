"""Requests outside of the tasks: a capable language model chooses tools, within a budget.

Every call is recorded, with its arguments and its seconds, failed ones too. What a tool returns is
data: it is shown to the model, shortened, and obeyed by nobody. Lexicon, which cannot choose, has
fixed plans: it describes the picture, names what is in it, or says what can be asked for.
"""

# LangChain's messages are only partly typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from langgraph.runtime import Runtime

from ..errors import MaskwrightError, TransientError
from ..prompts import RenderedPrompt, UseToolsInput, load_prompt
from ..tools.image import ImageRef
from .conversation_state import Desk, State, desk
from .repair import over_budget
from .small_talk import small_talk
from .telling import listed
from .toolbox import Context
from .typed_tools import AnyTool, typed_tools

if TYPE_CHECKING:
    from ..tools.language.tool_chat import ToolChat

HELP = (
    'I cut things out of pictures: say what, for example "the dog and the sofa", or give classes '
    'for the whole picture. Then ask about the result ("what share is the dog?"), change it ("only '
    'the left one", "call it puppy", "undo") or have it written ("export as COCO").'
)
SHOWN = 4000
"""Characters of a tool's output that the language model sees."""
DESCRIBING = re.compile(
    r"\b(describe|description|caption|tell me about|what(?:'s| is) (?:it|this))", re.I
)
TAGGING = re.compile(r"\b(tags?|keywords?|key words)\b", re.I)
MOST_TAGS = 8


@dataclass
class Work:
    """Calls of tools, and what they cost.

    Attributes:
        at: the tools and settings.
        state: of the turn, for its budget.
        images: which pictures may be named, by id.
        calls: the record.
        tokens, money: so far.
        told: what tools returned, for checking what is said of it.
    """

    at: Desk
    state: State
    images: Mapping[str, str]
    calls: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    tokens: int = 0
    money: float = 0.0
    told: list[str] = field(default_factory=list[str])
    start: float = field(default_factory=time.perf_counter)

    def call(self, tool: AnyTool | None, name: str, arguments: dict[str, Any]) -> str:
        """Call a tool, record it, and tell what it returned or why it did not."""
        start = time.perf_counter()
        shown, problem = "", ""
        try:
            if tool is None:
                problem = f"there is no tool {name!r}"
            elif "image_id" in arguments and not self._at_hand(arguments["image_id"]):
                problem = "image_id is none of the pictures at hand"
            else:
                shown = json.dumps(tool(**arguments).model_dump(mode="json"), ensure_ascii=False)
        except TransientError:
            raise
        except MaskwrightError as error:
            problem = str(error)
        self.calls.append({
            "tool": name, "arguments": _short(arguments), "seconds":
            round(time.perf_counter() - start, 4), "error": problem, "returned": shown[:200],
        })  # fmt: skip
        self.told.append(shown)
        return shown[:SHOWN] if not problem else f"error: {problem}"

    def _at_hand(self, image_id: Any) -> bool:
        # A language model may send anything, also what has no hash.
        return isinstance(image_id, str) and image_id in self.images

    def spent(self) -> str:
        """Which budget is spent; "" where none is."""
        settings = self.at.settings
        if len(self.calls) >= settings.rounds:
            return f"{settings.rounds} calls of tools are made"
        if time.perf_counter() - self.start >= settings.seconds:
            return f"The turn has taken its {settings.seconds:g} seconds"
        if self.tokens >= settings.tokens:
            return f"The turn has used its {settings.tokens} tokens"
        return over_budget(self.state, self.at) or (
            f"The turn has cost its {settings.money:g}" if self.money >= settings.money > 0 else ""
        )


def tools(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Do what no task does: by a language model that chooses tools, or by a fixed plan."""
    from ..tools.language.tool_chat import tool_chat

    at = desk(runtime)
    polite = small_talk(state.message, bool(state.pictures), bool(state.current))
    if polite:
        return {"reply": polite, "stop": "converged"}
    refs = [at.shelf.picture(key) for key in state.pictures]
    for _, ref in refs:
        at.box.images.open(ref)
    work = Work(at, state, {ref.sha256: name for name, ref in refs})
    chat = tool_chat(at.box.language)
    if chat is None or not state.message.strip():
        reply, stop = _planned(state.message, refs, work), "converged"
    else:
        reply, stop = _chosen(chat, state, work)
    spent = {
        "tokens": state.spent.get("tokens", 0) + work.tokens,
        "money": state.spent.get("money", 0) + work.money,
    }
    notes = [*state.notes, *unproved(reply, state, at, work.told)]
    return {
        "reply": reply, "stop": stop, "tool_calls": work.calls, "spent": spent, "notes": notes
    }  # fmt: skip


def _planned(message: str, refs: Sequence[tuple[str, ImageRef]], work: Work) -> str:
    """What a model that looks words up can do: describe, tag, or say what can be asked for."""
    wanted = bool(DESCRIBING.search(message)), bool(TAGGING.search(message))
    if not refs or not any(wanted):
        return HELP
    known, image = typed_tools(work.at.box), {"image_id": refs[-1][1].sha256}
    told: list[str] = []
    if wanted[0]:
        said: str = json.loads(work.call(known["caption"], "caption", image)).get("caption", "")
        told += [said[:1].upper() + said[1:].rstrip(".") + "."] if said else []
    work.call(known["tag"], "tag", image)
    tags = [str(each["name"]) for each in json.loads(work.told[-1] or "{}").get("tags", [])]
    told += [f"It may hold {listed(tags[:MOST_TAGS])}."] if tags else []
    return " ".join(told) or "I recognise nothing in it."


def _chosen(chat: ToolChat, state: State, work: Work) -> tuple[str, str]:
    """The language model's answer after its calls, and why it stopped."""
    from langchain_core.messages import (
        AIMessage,
        BaseMessage,
        HumanMessage,
        SystemMessage,
        ToolMessage,
    )

    prompt = _prompt(state, work)
    messages: list[BaseMessage] = [SystemMessage(prompt.system), HumanMessage(prompt.user)]
    known = typed_tools(work.at.box)
    bound = chat.bind_tools([tool.as_langchain() for tool in known.values()])
    # Each round asks once; the last one, after the budget is spent, may call nothing any more.
    for _ in range(work.at.settings.rounds + 1):
        spent = work.spent()
        answer: AIMessage = (chat if spent else bound).invoke(messages)
        _count(answer, work)
        if spent or not answer.tool_calls:
            return _words(answer, spent), "budget" if spent else "converged"
        messages.append(answer)
        for call in answer.tool_calls:
            # Of several calls at once, those beyond the budget are answered, not made.
            over = work.spent()
            name, arguments = call["name"], dict(call["args"])
            got = f"error: {over}" if over else work.call(known.get(name), name, arguments)
            messages.append(ToolMessage(got, tool_call_id=call["id"] or name))
    return _words(chat.invoke(messages), "The rounds are used up"), "budget"


def _words(answer: Any, spent: str) -> str:
    text = " ".join(str(answer.content).split())
    return text or (f"{spent}; there is no answer yet." if spent else "I have no answer to that.")


def _count(answer: Any, work: Work) -> None:
    from ..tools.language.tool_chat import price

    used: dict[str, int] = answer.usage_metadata or {}
    tokens_in, tokens_out = used.get("input_tokens", 0), used.get("output_tokens", 0)
    work.tokens += tokens_in + tokens_out
    work.money += price(work.at.box.language, tokens_in, tokens_out)


def _prompt(state: State, work: Work) -> RenderedPrompt:
    asked = UseToolsInput(
        text=state.message,
        images=[f"{name} = {key}" for key, name in work.images.items()],
        labels=_labels(state, work.at),
        rounds=work.at.settings.rounds,
    )
    return load_prompt("use_tools").question(asked)


def _labels(state: State, at: Desk) -> list[str]:
    return [each.label for key in state.current for each in at.shelf.get(key).segments]


def _short(arguments: dict[str, Any]) -> dict[str, Any]:
    """Arguments as the record keeps them: long ones are cut."""
    texts = {key: json.dumps(value, default=str) for key, value in arguments.items()}
    return {k: v if len(texts[k]) <= 200 else texts[k][:200] for k, v in arguments.items()}


_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_RUNS = re.compile(r'"counts": "(?:[^"\\]|\\.)*"')
"""A mask's runs, whose digits are no numbers."""


def unproved(reply: str, state: State, at: Desk, told: Sequence[str] = ()) -> list[str]:
    """A note on numbers in an answer that neither a tool nor the person has said.

    Args:
        reply: the answer; names of pictures and labels in it claim nothing.
        state: of the turn, for its message and those names.
        at: where they stand.
        told: what tools returned, as JSON.
    """
    said = [*(_RUNS.sub("", text) for text in told), state.message]
    known = {value for text in said for value in _readings(text)}
    names = [*(at.shelf.picture(key)[0] for key in state.pictures), *_labels(state, at)]
    for name in names:
        reply = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "", reply)
    loose = [n for n in _NUMBER.findall(reply) if float(n) not in known]
    if not loose:
        return []
    return [f"No tool has said {listed(list(dict.fromkeys(loose)))}; do not rely on it."]


def _readings(text: str) -> set[float]:
    """The numbers of a text, also rounded and as per cent."""
    found: set[float] = set()
    for each in map(float, _NUMBER.findall(text)):
        for value in (each, 100 * each):
            found |= {round(value, digits) for digits in range(4)} | {value}
    return found
