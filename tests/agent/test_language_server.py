"""A language-model server that is dead or hangs: one line, or the fallback answers."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import PIL.Image
import pytest
from colour_world import World, garden, resolver
from maskwright import Agent
from maskwright.agent import cli
from maskwright.graphs.toolbox import install_resolver
from maskwright.tools.language.openai_model import OpenAIModel, Settings


@pytest.fixture(params=["dead", "hanging"])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """A port that nobody listens on, or one where nobody ever answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if request.param == "hanging":
            server.listen()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/v1"


@pytest.fixture
def segment(
    agent: Callable[..., Agent],
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[World | None], int]:
    """Segments a picture, with the language model at the address."""
    monkeypatch.chdir(tmp_path)
    agent()  # puts the resolver of profiles back afterwards
    PIL.Image.fromarray(garden()).save("photo.png")
    model = OpenAIModel(Settings(base_url=address, timeout=0.4, max_retries=1, backoff=0.01))

    def run(fallback: World | None) -> int:
        install_resolver(resolver(World(), tmp_path / "images", fallback, model))
        return cli.run(["segment", "photo.png", "--classes", "red fruit"])

    return run


def test_without_a_fallback_it_is_one_line_exit_1_and_nothing_written(
    segment: Callable[[World | None], int], address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert segment(None) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"maskwright: {address.split('/')[2]}: ")
    assert err.count("\n") == 1
    assert not Path("maskwright-out").exists()


def test_with_a_fallback_the_run_ends_well_and_says_who_answered(
    segment: Callable[[World | None], int], address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert segment(World()) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "red fruit" in out
    assert "colour-world answered instead, since" in out
