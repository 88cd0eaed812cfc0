"""The picture in an answer stays small, whatever the picture was."""

from __future__ import annotations

import base64
import io

import numpy as np
import PIL.Image
from maskwright.agent.mcp_server.answers import OVERLAY_BYTES, OVERLAY_SIDE, draw
from maskwright.agent.mcp_server.runs import Runs
from maskwright.agent.tasks import OpenVocabulary
from maskwright.tools.image import load_image
from square_agent import SquareAgent


def test_the_overlay_of_pure_noise_is_small() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (800, 800, 3), np.uint8)
    image = load_image(noise)
    result = SquareAgent().segment(image, OpenVocabulary(["red square"]))
    drawn = draw(image, result)
    assert len(base64.b64encode(drawn)) < OVERLAY_BYTES
    with PIL.Image.open(io.BytesIO(drawn)) as picture:
        assert picture.format == "JPEG"
        assert max(picture.size) <= OVERLAY_SIDE


def test_runs_that_need_too_much_memory_let_the_oldest_go() -> None:
    image = load_image(np.zeros((100, 100, 3), np.uint8))
    result = SquareAgent().segment(image, OpenVocabulary(["grey wall"]))
    runs = Runs(most=10, most_bytes=2 * image.pixels.nbytes)
    made = [runs.add(result, image) for _ in range(4)]
    assert [run.id for run in runs.all()] == [made[3].id, made[2].id]
    made[3].exports["large"] = bytes(3 * image.pixels.nbytes)
    runs.trim()
    assert [run.id for run in runs.all()] == [made[3].id]
    assert len({run.id for run in made}) == 4
