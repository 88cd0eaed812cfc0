"""`car_context`: which of Pascal Context's 59 classes are stuff, as COCO-Stuff has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from maskwright.agent.profile import load_profile

RENAMED = {
    "bedclothes": "blanket",
    "shelves": "shelf",
    "sidewalk": "pavement",
    "track": "railroad",
}
FIRST_STUFF = 92


def test_the_stuff_of_the_59_classes_is_that_of_coco_stuff(shared: Callable[[str], Path]) -> None:
    classes = shared("packs/text/classes/pascal_ctx_59.txt").read_text().splitlines()
    names = [line.split("\t")[1] for line in classes]
    lines = shared("packs/text/classes/coco_stuff_labels_0_182.txt").read_text().splitlines()
    labels = [line.split(": ") for line in lines]
    # "sky-other", "door-stuff": what stands before the dash is the name.
    stuff = {name.split("-")[0] for number, name in labels if int(number) >= FIRST_STUFF}
    expected = [name for name in names if RENAMED.get(name, name) in stuff]
    found = load_profile("car_context").plain()["open_vocabulary"]["stuff"]
    assert found == expected
    assert (len(names), len(found)) == (59, 28)


def test_no_other_profile_keeps_things_and_stuff_apart() -> None:
    assert load_profile("clip").plain()["open_vocabulary"]["stuff"] == []
    assert load_profile("car_coco").plain()["open_vocabulary"]["stuff"] == []
