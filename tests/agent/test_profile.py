"""Profiles: extending, overriding, and messages that a person can act on."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from maskwright.agent.profile import load_profile, read_overrides, shipped_profiles
from maskwright.agent.profiles_cli import app
from maskwright.agent.resolve import resolve
from maskwright.errors import InputError
from maskwright.graphs.toolbox import Context, toolbox
from profile_backends import Plain, Remote, register
from typer.testing import CliRunner


@pytest.fixture(autouse=True)
def small_backends(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch)


def settings_of(role: str, *changes: str, name: str = "embedded") -> Plain.Settings:
    settings = load_profile(name, changes).backends[role].settings
    assert isinstance(settings, Plain.Settings)
    return settings


def write(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return str(path)


def test_embedded_is_shipped_and_chooses_a_backend_for_every_role() -> None:
    assert "embedded" in shipped_profiles()
    chosen = {role: c.backend for role, c in load_profile().backends.items()}
    assert chosen == {
        "tagger": "efficientnet",
        "captioner": "tags",
        "detector": "class_maps",
        "segmenter": "graph_cut",
        "proposer": "grad_cam",
        "classifier": "efficientnet",
        "language": "lexicon",
    }
    assert load_profile().fallback is None


@pytest.mark.parametrize(
    ("change", "key", "value"),
    [
        pytest.param("cutoff=0.5", "cutoff", 0.5, id="number"),
        pytest.param("cutoff=1", "cutoff", 1.0, id="whole number for a number"),
        pytest.param("steps=20", "steps", 20, id="whole number"),
        pytest.param("flip=false", "flip", False, id="false"),
        pytest.param("mode=reference", "mode", "reference", id="bare choice"),
        pytest.param('mode="reference"', "mode", "reference", id="quoted choice"),
        pytest.param("note=a=b, c", "note", "a=b, c", id="bare text with equals and comma"),
        pytest.param("note=20", "note", "20", id="digits where text is wanted"),
        pytest.param("note=", "note", "", id="empty text"),
        pytest.param('names=["cat", "dog"]', "names", ("cat", "dog"), id="list"),
        pytest.param("names=cat, dog", "names", ("cat", "dog"), id="bare list"),
        pytest.param("sizes=1,2", "sizes", (1, 2), id="bare list of numbers"),
        pytest.param("limit=none", "limit", None, id="none"),
        pytest.param("limit=7", "limit", 7, id="optional number"),
    ],
)
def test_an_override_is_read_as_the_kind_its_setting_has(
    change: str, key: str, value: object
) -> None:
    read = getattr(settings_of("detector", f"detector.{change}"), key)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("detector.cutof=1", "detector.cutof: no such setting; did you mean 'cutoff'?"),
        ("detectr.cutoff=1", "detectr: no such section of a profile; did you mean 'detector'?"),
        (
            "detector.cutoff=2",
            "detector.cutoff: '2' does not fit; expected a number in [0, 1]",
        ),
        (
            "detector.steps=many",
            "detector.steps: 'many' does not fit; expected a whole number at least 1",
        ),
        (
            "detector.steps=true",
            "detector.steps: 'true' does not fit; expected a whole number at least 1",
        ),
        ("detector.flip=20", "detector.flip: '20' does not fit; expected true or false"),
        (
            "detector.mode=papr",
            "detector.mode: 'papr' does not fit; expected one of 'paper', 'reference'",
        ),
        (
            "detector.sizes=a,b",
            "detector.sizes: 'a,b' does not fit; expected a list, each a whole number",
        ),
        (
            "detector.limit=x",
            "detector.limit: 'x' does not fit; expected a whole number or none",
        ),
        (
            "detector.backend=remot",
            "detector.backend: no backend named 'remot'; did you mean 'remote'?",
        ),
        ("detector.cutoff", "--set detector.cutoff: not of the form section.key=value"),
        ("cutoff=1", "--set cutoff: not of the form section.key=value"),
    ],
)
def test_a_bad_override_says_what_was_meant_or_expected(change: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        load_profile("embedded", [change])
    assert str(caught.value) == message
    assert caught.value.exit_code == 2


def test_an_unknown_profile_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r"profile embeded: .*did you mean 'embedded'\?"):
        load_profile("embeded")


def test_a_missing_profile_file_is_said() -> None:
    with pytest.raises(InputError, match=r"^./none.toml: no such profile file$"):
        load_profile("./none.toml")


def test_changing_the_backend_drops_the_old_backends_settings_and_takes_its_own(
    tmp_path: Path,
) -> None:
    base = write(tmp_path / "base.toml", "[language]\nbackend = 'lexicon'\nsteps = 9\n")
    changes = ["language.address=http://127.0.0.1:2", "language.backend=remote"]
    chosen = load_profile(base, changes).backends["language"]
    assert chosen.plain() == {"backend": "remote", "address": "http://127.0.0.1:2"}


def test_a_file_needs_only_what_differs_and_may_extend_another_file(tmp_path: Path) -> None:
    write(tmp_path / "base.toml", "[detector]\nsteps = 5\ncutoff = 0.5\n")
    mine = write(tmp_path / "mine.toml", 'extends = "./base.toml"\n[detector]\nsteps = 6\n')
    detector = settings_of("detector", name=mine)
    assert (detector.steps, detector.cutoff) == (6, 0.5)
    assert settings_of("tagger", name=mine) == Plain.Settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("extends = './mine.toml'", "mine.toml: extends itself"),
        ("extends = 3", "extends: 3 is no profile name or path"),
        ("steps = 3", "mine.toml: steps: stands outside a section; write [steps]"),
        ("[detector", "mine.toml: is not valid TOML"),
        ("[detecter]\nsteps = 3", "detecter: no such section of a profile; did you mean"),
        ("[detector]\nsteps = true", "detector.steps: True does not fit; expected a whole number"),
    ],
)
def test_a_bad_profile_file_is_one_clear_line(tmp_path: Path, text: str, message: str) -> None:
    mine = write(tmp_path / "mine.toml", text)
    with pytest.raises(InputError) as caught:
        load_profile(mine)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_fallback_is_a_second_language_model_and_can_be_switched_off(tmp_path: Path) -> None:
    mine = write(tmp_path / "mine.toml", "[fallback]\nbackend = 'remote'\n")
    second = load_profile(mine).fallback
    assert second is not None
    assert (second.role, second.backend) == ("language", "remote")
    assert load_profile(mine, ["fallback.backend=none"]).fallback is None
    assert load_profile("embedded", ["fallback.backend=remote"]).fallback == second


def test_overrides_are_recorded_with_their_checked_values() -> None:
    profile = load_profile("embedded", ["detector.steps=7", "closed_set.n_points=5"])
    assert profile.overrides == {"detector.steps": 7, "closed_set.n_points": 5}
    assert load_profile("embedded", profile.overrides).plain() == profile.plain()


def test_of_two_overrides_of_one_setting_the_later_counts() -> None:
    assert read_overrides(["a.b=1", "a.b=2"]) == {"a.b": "2"}


def test_importing_the_agent_lets_graphs_find_their_tools() -> None:
    tools = toolbox(Context(overrides={"language.backend": "remote"}))
    assert isinstance(tools.detector, Plain)
    assert isinstance(tools.language, Remote)
    assert tools.profile == "embedded"
    assert tools.fallback is None
    assert type(tools.settings["closed_set"]).__name__ == "Settings"


def test_contexts_share_every_backend_they_choose_alike() -> None:
    one = resolve(Context(overrides={"closed_set.n_points": 5}))
    two = resolve(Context(overrides={"closed_set.n_points": 10}))
    same = resolve(Context(overrides={"closed_set.n_points": "5"}))
    assert one is same
    assert one is not two
    assert one.detector is two.detector
    assert one.images is two.images
    assert one.detector is not resolve(Context(overrides={"detector.steps": 4})).detector


def test_what_show_prints_is_a_profile_file_with_the_same_content(tmp_path: Path) -> None:
    arguments = ["show", "embedded", "--set", "detector.names=cat,dog", "--set", 'tagger.note=a"b']
    ran = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert ran.exit_code == 0
    assert "# Lowest score that counts. (a number in [0, 1]; default 0.25)" in ran.output
    assert tomllib.loads(ran.output)["detector"]["names"] == ["cat", "dog"]
    again = load_profile(write(tmp_path / "shown.toml", ran.output))
    expected = load_profile("embedded", ["detector.names=cat,dog", 'tagger.note=a"b'])
    assert again.plain() == expected.plain()


def test_list_names_profiles_and_backends() -> None:
    ran = CliRunner().invoke(app, ["list"], catch_exceptions=False)
    assert "embedded\tSmall models" in ran.output
    assert "language.backend\tlexicon, remote" in ran.output
