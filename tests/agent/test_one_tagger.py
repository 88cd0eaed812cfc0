"""The captioner reads the tags of the profile's own tagger: its settings stand in one place."""

from __future__ import annotations

from pathlib import Path

import pytest
from maskwright.agent.profile import load_profile
from maskwright.agent.resolve import resolve
from maskwright.errors import InputError
from maskwright.graphs.toolbox import Context
from maskwright.tools.embedded.captioner import EmbeddedCaptioner
from maskwright.tools.embedded.captioner import Settings as CaptionerSettings
from maskwright.tools.embedded.tagger import Settings as TaggerSettings


def captioner_settings(*changes: str, name: str = "embedded") -> CaptionerSettings:
    settings = load_profile(name, changes).backends["captioner"].settings
    assert isinstance(settings, CaptionerSettings)
    return settings


def test_the_captioner_has_the_taggers_settings() -> None:
    assert captioner_settings().tagger == TaggerSettings()
    changed = captioner_settings("tagger.things=false", "tagger.max_tags=3")
    assert changed.tagger == TaggerSettings(things=False, max_tags=3)
    assert changed.threshold == CaptionerSettings().threshold


def test_the_backend_gets_them() -> None:
    box = resolve(Context("embedded", {"tagger.max_tags": 3}))
    assert isinstance(box.captioner, EmbeddedCaptioner)
    assert box.captioner.settings.tagger.max_tags == 3


def test_they_cannot_be_set_twice() -> None:
    with pytest.raises(InputError, match=r"is the section \[tagger\]; set tagger.KEY instead"):
        captioner_settings("captioner.tagger={max_tags = 3}")


def test_a_file_that_show_printed_follows_its_tagger_section(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[tagger]\nmax_tags = 5\n[captioner]\ntagger = {max_tags = 32}\n")
    assert captioner_settings(name=str(mine)).tagger.max_tags == 5
