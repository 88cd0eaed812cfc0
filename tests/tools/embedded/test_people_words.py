"""Which words are for people, and who vouches for the others."""

from __future__ import annotations

import numpy as np
import pytest
from maskwright.tools.embedded.classifier import EmbeddedClassifier
from maskwright.tools.embedded.classifier import Settings as ClassifierSettings
from maskwright.tools.embedded.people_words import means_people
from maskwright.tools.embedded.proposer import EmbeddedProposer
from maskwright.tools.embedded.proposer import Settings as ProposerSettings
from maskwright.tools.image import Image


@pytest.mark.parametrize(
    "word",
    ["person", "people", "tourists", "jockey", "baby", "family", "guy in a blue shirt", "batter"],
)
def test_people(word: str) -> None:
    assert means_people(word)


@pytest.mark.parametrize(
    "word", ["snow", "sand", "town", "night", "shadow", "clay", "poster", "garland", "cat", "zzqx"]
)
def test_namesakes_of_people(word: str) -> None:
    assert not means_people(word)


def test_snow_does_not_claim_the_astronaut(astronaut: Image) -> None:
    queries = ["woman", "snow"]
    maps = EmbeddedProposer(ProposerSettings()).propose(astronaut, queries, []).maps
    assert not np.array_equal(maps[0], maps[1])
    whole = np.ones((2, astronaut.height, astronaut.width), np.bool_)
    shares = EmbeddedClassifier(ClassifierSettings()).score(astronaut, whole, queries)
    assert shares[0, 0] > 0.5
    assert shares[1, 1] < 0.1
