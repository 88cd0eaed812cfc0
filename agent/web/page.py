"""What stands where on the page; Gradio draws it and carries what is said back and forth."""

# Gradio is only partly typed.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import gradio as gr  # this module is imported when the page is; Gradio reads its annotations

from ..segment_cli import METHODS
from .asking import AS_PROFILE, MODES, How
from .talk import Talk, View

CONTRASTS = ("none", "background", "llm", "cooccurrence", "union")
HINTS = {
    "Chat": "What should be found?",
    "Class list": "cat, dog, sofa",
    "Queries": "a cup of coffee; the spoon",
}
KEPT_SECONDS = 3600
"""Uploaded files are deleted after so long."""
STORED_AS = "maskwright-thread"


def build(talk: Talk, workers: int, queued: int) -> gr.Blocks:
    """Lay out the page.

    Args:
        talk: answers.
        workers: runs at a time.
        queued: messages that wait at most; more are refused.
    """
    with gr.Blocks(
        title="Maskwright",
        analytics_enabled=False,
        delete_cache=(KEPT_SECONDS, KEPT_SECONDS),
        fill_width=True,
    ) as blocks:
        thread = gr.BrowserState("", storage_key=STORED_AS, secret=STORED_AS)
        _html(text("header.html"), None, "mw-header")
        with gr.Row(elem_id="mw-main"):
            with gr.Column(elem_id="mw-left"):
                stage = _html(talk.new().stage, text("stage.js"), "mw-stage")
            with gr.Column(elem_id="mw-right"):
                told = _html("", text("talk.js"), "mw-talk")
                status = _html("", None, "mw-status")
                with gr.Column(elem_id="mw-ask"):
                    mode = gr.Radio(
                        list(MODES), value=MODES[0], label="How you ask", elem_id="mw-mode"
                    )
                    with gr.Row(visible=False, elem_id="mw-choices") as choices:
                        method = gr.Dropdown(
                            [AS_PROFILE, *METHODS], value=AS_PROFILE, label="Method"
                        )
                        contrast = gr.Dropdown(
                            [AS_PROFILE, *CONTRASTS], value=AS_PROFILE, label="Contrast with"
                        )
                    box = gr.MultimodalTextbox(
                        file_types=["image"],
                        file_count="multiple",
                        placeholder=HINTS["Chat"],
                        show_label=False,
                        label="Message and pictures",
                        lines=1,
                        max_lines=6,
                        elem_id="mw-box",
                    )
                    with gr.Row(elem_id="mw-tools"):
                        confirm = gr.Checkbox(label="Confirm masks first", elem_id="mw-confirm")
                        undo = gr.Button("Undo", size="sm", elem_id="mw-undo")
                        new = gr.Button("New", size="sm", elem_id="mw-new")
        outputs = [stage, told, status, thread, box]

        def say(name: Any, said: Any, *how: Any) -> Iterator[Any]:
            for view in talk.say(name, said, How(*how)):
                yield shown(view)

        def try_example(name: Any, event: gr.EventData) -> Iterator[Any]:
            for view in talk.try_example(name, _field(event, "example")):
                yield shown(view)

        def resume(name: Any, event: gr.EventData) -> Iterator[Any]:
            for view in talk.resume(name, event._data):
                yield shown(view)

        def show(name: Any, event: gr.EventData) -> Any:
            return shown(talk.show(name, _field(event, "number"), _field(event, "result")))

        def go_back(name: Any, event: gr.EventData) -> Any:
            return shown(talk.go_back(name, _field(event, "number")))

        quick: dict[str, Any] = {
            "outputs": outputs, "show_progress": "hidden", "api_visibility": "private",
        }  # fmt: skip
        slow = {**quick, "concurrency_id": "runs", "concurrency_limit": workers}
        fields = [thread, box, mode, method, contrast, confirm]
        runs = [
            box.submit(say, fields, **slow),
            stage.select(try_example, [thread], **slow),
            stage.submit(resume, [thread], **slow),
        ]
        box.stop(lambda: shown(View(status="", busy=False)), cancels=list[Any](runs), **quick)
        told.select(show, [thread], **quick)
        told.undo(go_back, [thread], **quick)
        undo.click(lambda name: shown(talk.undo(name)), [thread], **quick)
        new.click(lambda: shown(talk.new()), **quick)
        blocks.load(lambda name: shown(talk.open(name)), [thread], **quick)
        mode.change(
            lambda chosen: (
                gr.update(visible=chosen == "Queries"),
                gr.update(placeholder=HINTS.get(chosen, HINTS["Chat"])),
            ),
            [mode],
            [choices, box],
            show_progress="hidden",
            api_visibility="private",
        )
    blocks.queue(max_size=queued, default_concurrency_limit=workers, api_open=False)
    return blocks


def _html(value: str | None, script: str | None, name: str) -> gr.HTML:
    return gr.HTML(value, js_on_load=script, elem_id=name, apply_default_css=False)


def shown(view: View) -> tuple[Any, ...]:
    """A view as Gradio takes it: stage, talk, status, thread, box."""
    kept = gr.skip()
    box: dict[str, Any] = {}
    if view.text is not None:
        box["value"] = {"text": view.text, "files": []}
    if view.busy is not None:
        box |= {"submit_btn": not view.busy, "stop_btn": view.busy}
    parts = (view.stage, view.talk, view.status, view.thread)
    return (*(kept if part is None else part for part in parts), gr.update(**box) if box else kept)


def text(name: str) -> str:
    """A file of the page's own folder."""
    return (files("maskwright.agent.web") / "static" / name).read_text("utf-8")


def _field(event: Any, name: str) -> Any:
    """What a browser sent under a name; None where it sent something else."""
    data = event._data
    return data.get(name) if isinstance(data, dict) else None
