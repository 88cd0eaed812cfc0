"""Photographs for tests of the embedded backends; the network reads each once a process."""

from __future__ import annotations

import pytest
import skimage.data
from maskwright.tools.embedded.network import Pyramid, network
from maskwright.tools.image import Image, load_image


@pytest.fixture(scope="session")
def chelsea() -> Image:
    """A cat, 300 x 451."""
    return load_image(skimage.data.chelsea())


@pytest.fixture(scope="session")
def astronaut() -> Image:
    """A woman before a flag and a model of a shuttle, 512 x 512."""
    return load_image(skimage.data.astronaut())


@pytest.fixture(scope="session")
def pyramid(chelsea: Image) -> Pyramid:
    """What the network sees in the cat."""
    return network().pyramid(chelsea)
