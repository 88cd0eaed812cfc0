"""The page from end to end, in headless Chromium, on real photographs."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from maskwright.agent.conversation import Conversations
from maskwright.agent.web.examples import example, picture_bytes
from maskwright.graphs.toolbox import Context
from maskwright.tools.mask import Rle, decode
from web_pages import Visit, chromium, page_server, visit

TOKEN = "a token of these tests"
NARROW = {"width": 390, "height": 844}


def cat() -> bytes:
    found = example("cat")
    assert found is not None
    return picture_bytes(found)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the default profile, whose models are loaded."""
    folder = tmp_path_factory.mktemp("page")
    talk = Conversations(Context(), folder / "talk.sqlite")
    list(talk.say("first", "the cat", [cat()]))
    with page_server(talk, folder) as address:
        yield address
    talk.close()


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    """A cat."""
    path = tmp_path / "cat & co.png"
    path.write_bytes(cat())
    return path


@pytest.fixture
def window(browser: Any, home: str) -> Iterator[Visit]:
    """The page in a fresh window; nothing may go wrong in it, and nothing come from elsewhere."""
    with visit(browser, home) as seen:
        seen.page.wait_for_selector(".mw-empty")
        yield seen
        assert seen.complaints == []
        assert seen.elsewhere() == []


def test_a_photograph_is_asked_about_looked_at_and_taken_home(
    window: Visit, photograph: Path
) -> None:
    page = window.page
    assert "cat" in window.say("the cat", photograph)
    assert page.locator(".mw-seg").count() == 1
    assert page.locator(".mw-tip").is_hidden()
    page.hover(".mw-seg")
    assert page.inner_text(".mw-tip b") == "cat"
    assert page.locator(".mw-legend tr.mw-lit").count() == 1
    cells = page.locator(".mw-legend tbody tr").first.locator("th, td").all_inner_texts()
    assert [cells[0].strip(), cells[1]] == ["cat", page.get_attribute(".mw-seg", "data-score")]
    with page.expect_download() as told:
        page.click(".mw-downloads a:text-is('COCO')")
    with zipfile.ZipFile(io.BytesIO(Path(told.value.path()).read_bytes())) as archive:
        coco = json.loads(archive.read("coco/annotations/instances_default.json"))
    assert [each["name"] for each in coco["categories"]] == ["cat"]
    mask = decode(Rle(**coco["annotations"][0]["segmentation"]))
    assert mask.shape == (300, 451)
    assert 0.2 < mask.mean() < 0.8
    page.click(".mw-fold summary:has-text('How it was found')")
    page.wait_for_selector(".mw-step img")
    assert "stays" in page.inner_text(".mw-step")


def test_the_keyboard_reaches_and_lights_every_segment(window: Visit) -> None:
    page = window.page
    page.focus("[data-example=cat]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".mw-seg")
    page.focus("[data-masks]")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("cat, ")
    assert page.inner_text(".mw-tip b") == "cat"
    page.keyboard.press("Enter")
    assert page.get_attribute(".mw-seg", "aria-pressed") == "true"
    assert page.get_attribute("[data-pin]", "aria-pressed") == "true"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.pin") == "0"
    page.keyboard.press("Enter")
    assert page.get_attribute(".mw-seg", "aria-pressed") == "false"


def test_masks_are_confirmed_renamed_undone_and_a_reload_loses_nothing(
    window: Visit, photograph: Path
) -> None:
    page, name = window.page, "<img src=x onerror=alert(1)>"
    page.check("#mw-confirm input")
    window.say("the cat", photograph)
    page.fill(".mw-confirm input[type=text]", name)
    page.click("[data-confirm=accept]")
    page.wait_for_selector(".mw-legend")
    assert page.inner_text("[data-pin]").strip() == name
    page.uncheck("#mw-confirm input")
    window.say("call it kitten")
    assert page.inner_text("[data-pin]").strip() == "kitten"
    page.click("#mw-undo")
    page.wait_for_function("document.querySelector('[data-pin]').innerText.includes('onerror')")
    page.reload()
    page.wait_for_selector(".mw-legend")
    assert page.inner_text("[data-pin]").strip() == name
    assert page.inner_text(".mw-head h2") == "cat & co.png"
    assert page.locator("#mw-left b, img[src=x]").count() == 1  # the tip's own


def test_a_list_of_classes_and_queries_need_not_be_understood(window: Visit) -> None:
    page = window.page
    page.click("[data-example=cat]")
    page.wait_for_selector(".mw-legend")
    page.click("#mw-mode label:has-text('Queries')")
    page.click("input[aria-label='Contrast with']")
    page.click("li[role=option]:has-text('background')")
    assert "no dog" in window.say("cat; dog")
    page.click(".mw-fold summary:has-text('How it was found')")
    page.wait_for_selector(".mw-step >> text=Contrastive concepts")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_telephone(browser: Any, home: str, scheme: str) -> None:
    with visit(browser, home, viewport=NARROW, color_scheme=scheme) as seen:
        seen.page.wait_for_selector(".mw-empty")
        wide = "document.documentElement.scrollWidth"
        assert seen.page.evaluate(wide) <= NARROW["width"]
        seen.page.click("[data-example=coffee]")
        seen.page.wait_for_selector(".mw-legend")
        assert seen.page.evaluate(wide) <= NARROW["width"]
        paper = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
        dark = sum(int(each) for each in paper.strip("rgb()").split(",")[:3]) < 3 * 64
        assert dark == (scheme == "dark")
        assert seen.complaints == []


def test_a_token_is_asked_for_and_never_in_the_address(browser: Any, tmp_path: Path) -> None:
    talk = Conversations(Context(), ":memory:")
    with page_server(talk, tmp_path, token=TOKEN) as address, visit(browser, address) as seen:
        page = seen.page
        page.fill("#token", "not the token of these")
        page.click("button")
        page.wait_for_selector("[role=alert]")
        page.fill("#token", TOKEN)
        page.click("button")
        page.wait_for_selector(".mw-empty")
        assert [each for each in seen.asked if "token" in each.lower()] == []
        assert seen.elsewhere() == []
        cookie = seen.page.context.cookies()[0]
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
        assert TOKEN not in cookie["value"]
    talk.close()
