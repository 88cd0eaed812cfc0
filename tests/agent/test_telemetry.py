"""Spans of runs, nodes, tools and language-model calls, and log lines with the run's id."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from colour_fixtures import MakeAgent
from colour_world import World, garden, resolver
from maskwright.agent import logs, telemetry
from maskwright.agent.agent import Agent
from maskwright.agent.conversation import Conversations
from maskwright.agent.tasks import ClosedSet, OpenVocabulary
from maskwright.agent.watched import watching
from maskwright.errors import InputError
from maskwright.graphs.toolbox import Context, install_resolver, toolbox
from mcp_clients import PLAIN, connected, encoded
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

CLASSES = ["red fruit", "green fruit"]
SECRET = "violet fruit of somebody"


class Told:
    """What was told: spans by the SDK's exporter, lines by a text."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.exporter = InMemorySpanExporter()
        self.lines = io.StringIO()

    def begin(self, **settings: Any) -> None:
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        telemetry.install(telemetry.Settings(**settings), provider)
        if settings.get("log"):
            logs.install(self.lines)
        from maskwright.agent import spans

        (listening,) = spans._hooked
        install_resolver(watching(resolver(self.world, self.folder / "images"), listening))

    def spans(self) -> list[ReadableSpan]:
        return list(self.exporter.get_finished_spans())

    def named(self, name: str) -> ReadableSpan:
        (only,) = [span for span in self.spans() if span.name == name]
        return only

    def tree(self) -> dict[str, str]:
        """The name of each span's parent; names that come more than once keep the first."""
        names = {span.context.span_id: span.name for span in self.spans() if span.context}
        tree: dict[str, str] = {}
        for span in self.spans():
            tree.setdefault(span.name, names[span.parent.span_id] if span.parent else "")
        return tree

    def logged(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines.getvalue().splitlines()]


@pytest.fixture
def told(world: World, tmp_path: Path, agent: MakeAgent) -> Iterator[Told]:
    """The agent's fixture puts the resolver back."""
    made = Told(world, tmp_path)
    yield made
    telemetry.uninstall()


def run(**settings: Any) -> Any:
    agent = Agent(Context("colour world", {"open_vocabulary.refine": "none", **settings}))
    return agent.segment(garden(), ClosedSet(CLASSES))


def test_a_run_is_a_tree_of_run_nodes_tools_and_language_calls(told: Told) -> None:
    told.begin()
    result = run()
    tree = told.tree()
    assert tree["run closed_set"] == ""
    nodes = {name for name in result.timings if name not in ("load", "total")}
    for node in nodes:
        assert tree[f"node {node}"] == "run closed_set"
    assert tree["tool tag"] == "node recognise"
    assert tree["tool caption"] == "node caption"
    assert tree["tool detect"] == "node detect"
    assert tree["tool segment"] == "node segment"
    assert tree["language pre_refine"] == "node pre_refine"
    traces = {span.context.trace_id for span in told.spans() if span.context}
    assert len(traces) == 1
    for span in told.spans():
        assert span.start_time is not None
        assert span.end_time is not None
        assert span.end_time >= span.start_time
        assert span.status.status_code is not StatusCode.ERROR


def test_spans_carry_names_and_numbers(told: Told) -> None:
    told.begin()
    result = run()
    whole = told.named("run closed_set").attributes or {}
    assert whole["maskwright.stop"] == result.stop
    assert whole["maskwright.segments"] == len(result.segments)
    runs = {(span.attributes or {})["maskwright.run"] for span in told.spans()}
    assert runs == {whole["maskwright.run"]}
    cut = told.named("tool segment").attributes or {}
    assert (cut["maskwright.image.width"], cut["maskwright.image.height"]) == (48, 32)
    assert cut["maskwright.backend"] == "colour-world"
    assert cut["maskwright.items"] == 3
    asked = told.named("language pre_refine").attributes or {}
    assert asked["gen_ai.operation.name"] == "chat"
    assert asked["maskwright.prompt"] == "pre_refine"
    assert {"gen_ai.usage.input_tokens", "maskwright.cost", "maskwright.cached"} <= set(asked)


def words_of(spans: list[ReadableSpan]) -> str:
    return "\n".join(span.to_json() for span in spans)


def test_no_word_of_a_person_and_no_pixel_is_told_unless_asked(told: Told) -> None:
    told.begin()
    Agent(Context("colour world", PLAIN)).segment(garden(), ClosedSet([*CLASSES, SECRET]))
    assert SECRET not in words_of(told.spans())
    assert "fruit" not in words_of(told.spans())
    assert "tomato" not in words_of(told.spans())

    told.begin(content=True)
    told.exporter.clear()
    # Another question, since answers are remembered.
    Agent(Context("colour world", PLAIN)).segment(garden(), ClosedSet([*CLASSES, SECRET, "x"]))
    asked = told.named("language pre_refine").attributes or {}
    assert "tomato" in str(asked["gen_ai.input.messages"])
    assert "fruit" in str(asked["gen_ai.output.messages"])


def test_an_error_is_marked_by_its_kind_and_its_words_are_kept(told: Told) -> None:
    told.begin()
    with pytest.raises(InputError):
        Agent(Context("colour world")).segment(garden(), OpenVocabulary([SECRET * 100]))
    for name in ("run open_vocabulary", "node prepare"):
        span = told.named(name)
        assert span.status.status_code is StatusCode.ERROR
        assert (span.attributes or {})["error.type"] == "InputError"
    assert SECRET not in words_of(told.spans())


def test_a_broken_tool_is_marked_where_it_broke(told: Told, monkeypatch: Any) -> None:
    def broken(*_: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(type(told.world), "detect", broken)
    told.begin()
    with pytest.raises(ValueError, match=SECRET):
        run()
    assert (told.named("tool detect").attributes or {})["error.type"] == "ValueError"
    assert told.named("node detect").status.status_code is StatusCode.ERROR
    assert SECRET not in words_of(told.spans())


def test_a_turn_of_a_conversation_holds_the_tasks_graph(told: Told) -> None:
    told.begin(log="json")
    talk = Conversations(Context("colour world", PLAIN), ":memory:")
    with logs.bound(run="r1", thread="t1"):
        list(talk.say("t1", "", [garden()], task=OpenVocabulary(["tomato"])))
    talk.close()
    tree = told.tree()
    assert tree["run agent"] == ""
    assert tree["run open_vocabulary"] == "node dispatch"
    assert tree["tool propose"] == "node propose"
    assert tree["node propose"] == "run open_vocabulary"
    for span in told.spans():
        assert (span.attributes or {})["maskwright.run"] == "r1"
    assert {line["run"] for line in told.logged()} == {"r1"}
    assert {line["thread"] for line in told.logged()} == {"t1"}


def test_routers_are_no_spans(told: Told) -> None:
    told.begin()
    run()
    kinds = {span.name.partition(" ")[0] for span in told.spans()}
    assert kinds == {"run", "node", "tool", "language"}


def test_runs_at_the_same_time_keep_apart(told: Told) -> None:
    told.begin(log="json")

    def one(name: str) -> None:
        with logs.bound(run=name):
            run()

    threads = [threading.Thread(target=one, args=(f"r{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    by_run: dict[Any, set[int]] = {}
    for span in told.spans():
        assert span.context
        name = (span.attributes or {})["maskwright.run"]
        by_run.setdefault(name, set()).add(span.context.trace_id)
    assert set(by_run) == {"r0", "r1", "r2", "r3"}
    assert all(len(traces) == 1 for traces in by_run.values())
    ends = [line for line in told.logged() if line["message"] == "run ended"]
    assert sorted(line["run"] for line in ends) == ["r0", "r1", "r2", "r3"]


def test_log_lines_have_run_node_and_numbers(told: Told, monkeypatch: Any) -> None:
    plain = type(told.world).detect

    def detect(*arguments: Any) -> Any:
        logging.getLogger("maskwright.tools.test").info("looking\nfor %d things", 2)
        return plain(*arguments)

    monkeypatch.setattr(type(told.world), "detect", detect)
    told.begin(log="json")
    result = run()
    lines = told.logged()
    (own,) = [line for line in lines if line["logger"] == "maskwright.tools.test"]
    assert own["message"] == "looking\nfor 2 things"
    assert own["node"] == "detect"
    (end,) = [line for line in lines if line["message"] == "run ended"]
    assert own["run"] == end["run"]
    assert (end["graph"], end["stop"]) == ("closed_set", result.stop)
    assert end["segments"] == len(result.segments)
    assert end["seconds"] > 0
    assert end["level"] == "info"
    assert end["time"].endswith("+00:00")


def test_lines_come_without_spans_too(told: Told) -> None:
    telemetry.install(telemetry.Settings(log="json"))
    logs.install(told.lines)
    install_resolver(resolver(told.world, told.folder / "images"))
    run()
    assert told.spans() == []
    assert told.logged()[-1]["message"] == "run ended"


def test_nothing_is_told_by_default_and_after_uninstall(told: Told) -> None:
    telemetry.install(telemetry.Settings())
    told.begin(log="json")
    telemetry.uninstall()
    install_resolver(resolver(told.world, told.folder / "images"))
    run()
    assert told.spans() == []
    assert told.logged() == []


def test_watched_backends_are_the_same_objects_each_time(told: Told) -> None:
    told.begin()
    first, second = (toolbox(Context("colour world")) for _ in range(2))
    assert first.tagger is second.tagger
    assert first.language is not None
    assert first.tagger.info == told.world.info


def test_an_mcp_call_holds_its_run(told: Told, monkeypatch: Any) -> None:
    from maskwright.agent.mcp_server import server
    from mcp.shared import _otel

    told.begin()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(told.exporter))
    # The SDK's tracer is bound to the global provider, which can be set once in a process.
    monkeypatch.setattr(_otel, "_tracer", provider.get_tracer("mcp"))
    talk = Conversations(Context("colour world", PLAIN), ":memory:")
    with connected(server(talk)) as peer:
        peer.call("segment", image=encoded(garden()), queries=["tomato"])
    talk.close()
    assert told.tree()["run agent"] == "tools/call segment"


Variables = dict[str, str]
SETTINGS: list[tuple[Variables, dict[str, Any]]] = [
    ({}, {"traces": "off", "log": ""}),
    ({"MASKWRIGHT_TRACE": "console"}, {"traces": "console"}),
    ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}, {"traces": "otlp"}),
    ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:1"}, {"traces": "otlp"}),
    (
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "MASKWRIGHT_TRACE": "off"},
        {"traces": "off"},
    ),
    ({"MASKWRIGHT_TRACE": "console", "OTEL_SDK_DISABLED": "true"}, {"traces": "off"}),
    ({"MASKWRIGHT_TRACE": "otlp", "OTEL_TRACES_EXPORTER": "none"}, {"traces": "off"}),
    ({"MASKWRIGHT_LOG": "json", "MASKWRIGHT_TRACE_CONTENT": "1"}, {"log": "json", "content": True}),
]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Callable[[Variables], None]:
    for name in [name for name in os.environ if name.startswith(("OTEL_", "MASKWRIGHT_T"))]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("MASKWRIGHT_LOG", raising=False)
    return lambda variables: [monkeypatch.setenv(*each) for each in variables.items()] and None


@pytest.mark.parametrize(("variables", "expected"), SETTINGS)
def test_the_environment_says_what_is_told(
    environment: Callable[[Variables], None], variables: Variables, expected: dict[str, Any]
) -> None:
    environment(variables)
    found = telemetry.of_environment().model_dump()
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("name", ["MASKWRIGHT_TRACE", "MASKWRIGHT_LOG"])
def test_a_value_without_meaning_is_one_line(
    environment: Callable[[Variables], None], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from maskwright.agent.cli import run as command

    environment({name: "yes"})
    assert command(["tools"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"maskwright: {name}: 'yes' is unknown; ")
    assert err.count("\n") == 1


def command(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """`maskwright segment` on a small picture, in a process of its own."""
    PIL.Image.fromarray(garden()).resize((96, 64)).save(folder / "garden.png")
    code = "from maskwright.agent.cli import main; main()"
    arguments = [
        "segment",
        "garden.png",
        "--query",
        "tomato",
        "--set",
        "open_vocabulary.refine=none",
    ]
    plain = {key: text for key, text in os.environ.items() if not key.startswith("OTEL_")}
    return subprocess.run(
        [
            sys.executable,
            "-W",
            "error::ResourceWarning",
            "-c",
            code,
            *arguments,
            "--json",
            "--no-report",
        ],
        cwd=folder,
        env={**plain, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def test_the_command_line_writes_spans_and_lines_to_stderr(tmp_path: Path) -> None:
    ran = command(tmp_path, MASKWRIGHT_TRACE="console", MASKWRIGHT_LOG="json")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)
    told = [json.loads(line) for line in ran.stderr.splitlines() if line.startswith("{")]
    names = {each["name"] for each in told if "name" in each}
    assert {"run open_vocabulary", "node propose", "tool propose"} <= names
    assert sum(each.get("message") == "run ended" for each in told) == 1


def test_spans_reach_a_collector(tmp_path: Path) -> None:
    bodies: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        ran = command(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=address)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert ran.returncode == 0, ran.stderr
    sent = b"".join(bodies)
    assert b"node propose" in sent
    assert b"maskwright" in sent
