"""The report page: one file, no script, nothing from elsewhere, readable on a phone."""

import html
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from colour_world import garden
from maskwright import Agent, ClosedSet
from maskwright.agent.report import render_report
from maskwright.tools.image import load_image

MakeAgent = Callable[..., Agent]
EVIL = [
    "</style><script>window.injected=1</script>",
    '"><img src=x onerror="window.injected=1">',
    "'; background: url(http://example.invalid/x)",
    "{{ 7*7 }}",
    "a very long name " * 12,
]


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def page(agent: MakeAgent, classes: list[str] | None = None, **settings: object) -> str:
    image = load_image(np.kron(garden(), np.ones((8, 8, 1), np.uint8)))
    names = classes or ["red fruit", "green fruit", "violet fruit"]
    return render_report(agent(**settings).segment(image, ClosedSet(names)), image)


def test_the_page_shows_what_was_seen_asked_and_found(agent: MakeAgent) -> None:
    text = page(agent, pre_refine=False)
    for part in (
        *("tomato", "a picture of tomato and lime and plum", "red fruit", "Asked and answered"),
        *("You will receive a specific phrase", "none", "Where segments overlap", "post_refine"),
        *("colour-world", "converged", "Time", "3 questions", "data:image/png;base64,"),
    ):
        assert part in text, part


def test_parts_that_did_not_run_are_not_shown(agent: MakeAgent) -> None:
    text = page(agent, given_labels=["green fruit"])
    assert "Recognised" not in text
    assert "Described" not in text
    assert "The language model was not asked." in text


def test_an_empty_result_says_why(agent: MakeAgent) -> None:
    text = page(agent, ["cow"])
    assert "The language model names none of the classes in this picture." in text
    assert '<span class="badge empty">empty</span>' in text


def test_nothing_is_loaded_and_no_name_becomes_markup(agent: MakeAgent) -> None:
    # The evil names are detected and mapped, so that they reach every part of the page.
    text = page(agent, ["red fruit", *EVIL], pre_refine=False)
    tags = Tags(text).found
    assert {tag for tag, _ in tags} & {
        "script",
        "link",
        "iframe",
        "object",
        "base",
        "form",
    } == set()
    for tag, attributes in tags:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert (attributes.get("src") or "data:image/").startswith("data:image/")
        assert "href" not in attributes
    assert "{{ 7*7 }}" in text
    assert "&lt;/style&gt;&lt;script&gt;" in text
    assert not re.search(
        r"url\(", re.sub(r"data:[^\"]*", "", html.unescape(text.split("<body>")[0]))
    )


def test_evil_names_of_found_classes_are_text_too(agent: MakeAgent, world) -> None:
    for evil in EVIL:
        world.table = {"tomato": evil}
        text = page(agent, [evil], pre_refine=False)
        assert html.escape(evil.strip(), quote=True)[:20].replace(
            "&#x27;", "&#39;"
        ) in text.replace("&#34;", "&quot;")
        assert "script" not in {tag for tag, _ in Tags(text).found}


PROBE = """<!doctype html><meta charset="utf-8"><body>
<iframe id="f" style="width:WIDTHpx;height:900px;border:0"></iframe><pre id="out"></pre><script>
const frame = document.getElementById("f");
frame.onload = () => {
  const page = frame.contentDocument, view = frame.contentWindow;
  const shown = (name) => view.getComputedStyle(page.querySelector(name)).display;
  const before = shown(".masks");
  page.getElementById("masks").click();
  const picture = page.querySelector(".stage img"), svg = page.querySelector("svg");
  document.getElementById("out").textContent = "RESULT" + JSON.stringify({
    width: page.documentElement.scrollWidth, before, after: shown(".masks"),
    points: shown(".points"), injected: view.injected === undefined ? 0 : 1,
    natural: picture.naturalWidth, same: Math.abs(
      picture.getBoundingClientRect().height - svg.getBoundingClientRect().height) < 1,
    title: page.title,
  }) + "END";
};
frame.srcdoc = SOURCE;
</script>"""


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        reason = "no chromium to look at the page with (apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.mark.parametrize("width", [360, 1100])
def test_a_browser_shows_the_page_without_scrolling_sideways(
    agent: MakeAgent, world, tmp_path: Path, width: int
) -> None:
    browser = chromium()
    world.table = {"tomato": EVIL[0], "lime": EVIL[4]}
    text = page(agent, EVIL, pre_refine=False)
    source = json.dumps(text).replace("</", "<\\/")
    probe = tmp_path / "probe.html"
    probe.write_text(PROBE.replace("WIDTH", str(width)).replace("SOURCE", source), "utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    flags += [f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=5000"]
    done = subprocess.run(
        [browser, *flags, "--dump-dom", probe.as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    answer = re.search(r'id="out">RESULT(.*?)END', html.unescape(done.stdout))
    assert answer, done.stdout[-500:]
    seen = json.loads(answer[1])
    assert seen["width"] <= width
    assert (seen["before"], seen["after"], seen["points"]) == ("block", "none", "none")
    assert seen["injected"] == 0
    assert seen["natural"] == 384
    assert seen["same"]
    assert seen["title"] == "picture – Maskwright"
