"""Spans of runs, nodes, tools and language-model calls, and a log line when a run or node ends.

    run agent                         a graph
      node dispatch                   one of its nodes
        run open_vocabulary           a graph inside it
          node propose
            tool propose              a backend of the profile at work
          node contrast
            language contrastive      one prompt, one answer

Nothing of the graphs knows of this: LangGraph tells its callbacks when a node begins, and the
profile's resolver hands out backends that are watched. Attributes are names, numbers and ids.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables.config import var_child_runnable_config
from langchain_core.tracers.context import register_configure_hook
from langgraph.errors import GraphBubbleUp

from ..graphs.toolbox import install_resolver
from .logs import FIELDS, ids
from .resolve import resolve
from .watched import watching

logger = logging.getLogger(__name__)

Attributes = dict[str, str | int | float | bool]

WORDS = {"run": "graph", "node": "node"}
"""What the name of a run or a node is called."""


@dataclass
class _Open:
    """A run or node that goes on.

    Attributes:
        kind: "run" or "node"; "" for a router, which is none.
        name: of the graph or node.
        root: id of the outermost run.
        parent: what it is inside of.
        begun: on the clock of `time.perf_counter`.
        span: None where no spans are made.
    """

    kind: str
    name: str
    root: str
    parent: _Open | None
    begun: float
    span: Any = None


class Telling(BaseCallbackHandler):
    """Hears of every graph and node of the process.

    Args:
        tracer: makes spans; None for none.
        content: whether errors are told in words.
        log: whether ends are logged.
    """

    run_inline = True  # in the thread of the node, also where the graph runs on a loop

    def __init__(self, tracer: Any, *, content: bool, log: bool) -> None:
        self.tracer = tracer
        self.content = content
        self.log = log
        self._lock = threading.Lock()
        self._open: dict[UUID, _Open] = {}

    def on_chain_start(
        self,
        serialized: Any,
        inputs: Any,
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        tags: Sequence[str] | None = None,
        metadata: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        """A graph, a node or a router begins."""
        parent = self.opened(parent_run_id)
        kind = _kind(parent, tags or ())
        begun = _Open(
            kind=kind,
            name=str(more.get("name") or ""),
            root=parent.root if parent else ids().get("run", str(run_id)),
            parent=parent,
            begun=time.perf_counter(),
        )
        if kind and self.tracer is not None:
            named = f"maskwright.{WORDS[kind]}"
            told: Attributes = {"maskwright.run": begun.root, named: begun.name}
            step = (metadata or {}).get("langgraph_step")
            if kind == "node" and isinstance(step, int):
                told["maskwright.step"] = step
            begun.span = self.start(f"{kind} {begun.name}", told, parent)
        with self._lock:
            self._open[run_id] = begun

    def on_chain_end(self, outputs: Any, *, run_id: UUID, **more: Any) -> None:
        """It ends well."""
        self._end(run_id, _numbers(outputs), None)

    def on_chain_error(self, error: BaseException, *, run_id: UUID, **more: Any) -> None:
        """It ends with an error, or waits for a person."""
        waits = isinstance(error, GraphBubbleUp)
        told: Attributes = {"maskwright.waits": True} if waits else {}
        self._end(run_id, told, None if waits else error)

    def start(self, name: str, attributes: Attributes, parent: _Open | None) -> Any:
        """A span inside of another, or of whatever goes on here."""
        from opentelemetry import trace

        while parent is not None and parent.span is None:
            parent = parent.parent
        inside = None if parent is None else trace.set_span_in_context(parent.span)
        bound = {f"maskwright.{key}": value for key, value in ids().items()}
        return self.tracer.start_span(name, inside, attributes={**bound, **attributes})

    def fail(self, span: Any, error: BaseException) -> None:
        """Mark a span; what an error says may hold a person's words."""
        from opentelemetry.trace import StatusCode

        kind = type(error).__name__
        span.set_attribute("error.type", kind)
        span.set_status(StatusCode.ERROR, str(error) if self.content else kind)

    def opened(self, run_id: UUID | None) -> _Open | None:
        """What goes on under this id."""
        if run_id is None:
            return None
        with self._lock:
            return self._open.get(run_id)

    def here(self) -> _Open | None:
        """What this code works for: the node whose context it runs in."""
        config = var_child_runnable_config.get()
        manager: Any = (config or {}).get("callbacks")
        found = self.opened(getattr(manager, "parent_run_id", None))
        while found is not None and not found.kind:
            found = found.parent
        return found

    def _end(self, run_id: UUID, told: Attributes, error: BaseException | None) -> None:
        with self._lock:
            ended = self._open.pop(run_id, None)
        if ended is None or not ended.kind:
            return
        if ended.span is not None:
            ended.span.set_attributes({f"maskwright.{k}": v for k, v in told.items()})
            if error is not None:
                self.fail(ended.span, error)
            ended.span.end()
        if self.log:
            self._line(ended, told, error)

    def _line(self, ended: _Open, told: Attributes, error: BaseException | None) -> None:
        fields: Attributes = {
            "run": ended.root,
            WORDS[ended.kind]: ended.name,
            "seconds": round(time.perf_counter() - ended.begun, 4),
            **told,
        }
        if error is not None:
            fields["error"] = type(error).__name__
        word = "failed" if error is not None else "ended"
        level = logging.WARNING if error is not None else logging.INFO
        logger.log(level, "%s %s", ended.kind, word, extra={FIELDS: fields})


def _kind(parent: _Open | None, tags: Sequence[str]) -> str:
    """By LangGraph's tags: a node's step, the first of its parts (a graph in it), its routers."""
    if parent is None:
        return "run"
    if any(tag.startswith("graph:step:") for tag in tags):
        return "node"
    return "run" if "seq:step:1" in tags else ""


def _numbers(outputs: Any) -> Attributes:
    """How a run ended: why, and how many segments it has; no word of a person."""
    told: Attributes = {}
    if isinstance(outputs, Mapping):
        if isinstance(outputs.get("stop"), str):
            told["stop"] = outputs["stop"]
        if isinstance(outputs.get("segments"), list):
            told["segments"] = len(outputs["segments"])
    return told


_hooked: list[Telling] = []


class _Ear(BaseCallbackHandler):
    """Stands with LangChain for good, since it forgets no handler; passes on to who listens now."""

    run_inline = True

    @property
    def ignore_chain(self) -> bool:
        """Whether nobody listens."""
        return not _hooked

    def on_chain_start(self, *told: Any, **more: Any) -> None:
        """Pass on."""
        for each in list(_hooked):
            each.on_chain_start(*told, **more)

    def on_chain_end(self, *told: Any, **more: Any) -> None:
        """Pass on."""
        for each in list(_hooked):
            each.on_chain_end(*told, **more)

    def on_chain_error(self, *told: Any, **more: Any) -> None:
        """Pass on."""
        for each in list(_hooked):
            each.on_chain_error(*told, **more)


# The default of the variable is seen in every thread.
_ear: ContextVar[_Ear | None] = ContextVar("maskwright_ear", default=_Ear())  # noqa: B039
register_configure_hook(_ear, inheritable=True)


def install(tracer: Any, *, content: bool, log: bool) -> None:
    """Begin to listen; see `telemetry.install`."""
    telling = Telling(tracer, content=content, log=log)
    _hooked[:] = [telling]
    if tracer is not None:
        install_resolver(watching(resolve, telling))


def uninstall() -> None:
    """Listen no more."""
    if _hooked and _hooked[0].tracer is not None:
        install_resolver(resolve)
    _hooked.clear()


def place() -> dict[str, str]:
    """The run and node that this code works for, for a log line."""
    found = _hooked[0].here() if _hooked else None
    if found is None:
        return {}
    return {"run": found.root, **({"node": found.name} if found.kind == "node" else {})}
