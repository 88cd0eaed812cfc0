"""`maskwright`: the command line. The answer goes to stdout, progress and errors to stderr.

Exit codes: 0 done, 1 a failure, 2 bad input, 130 interrupted. An error is one line; set
MASKWRIGHT_DEBUG=1 to see where it came from. Nothing heavy is imported before a command runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import MaskwrightError
from .lazy import LazyGroup

INTERRUPTED = 130

app = typer.Typer(
    cls=LazyGroup,
    help="Turns sentences into masks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"maskwright {version('maskwright')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Turns sentences into masks."""


@app.command()
def segment(  # noqa: PLR0917 - Typer reads the options from the signature
    images: Annotated[
        list[str],
        typer.Argument(metavar="IMAGE...", help='Pictures or videos; "-": a picture on stdin.'),
    ],
    classes: Annotated[
        str | None, typer.Option("--classes", metavar="LIST", help='What to find: "cat,dog,sofa".')
    ] = None,
    classes_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help='One class a line: "name" or "name: synonym, synonym".'),
    ] = None,
    query: Annotated[
        list[str] | None,
        typer.Option("--query", metavar="TEXT", help="Any words to find; repeatable."),
    ] = None,
    synonyms: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help='With --query: "query: synonym, synonym", one a line.'),
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(metavar="car|maskclip|gem", help="With --query: how masks are found."),
    ] = None,
    contrast: Annotated[
        str | None,
        typer.Option(
            metavar="none|background|llm|cooccurrence|union",
            help="With --query: contrastive concepts beside the queries.",
        ),
    ] = None,
    every: Annotated[
        int, typer.Option(min=1, metavar="N", help="Of a video, each N-th frame.")
    ] = 1,
    keep_queries: Annotated[
        bool,
        typer.Option("--keep-queries", help="In a video, ask first for what the last frame had."),
    ] = False,
    profile: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="Which models stand behind the tools.")
    ] = "embedded",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Change a setting; repeatable."),
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the results go, one folder a picture.")
    ] = Path("maskwright-out"),
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace results that are there.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a picture instead of a table.")
    ] = False,
    report: Annotated[
        bool, typer.Option("--report/--no-report", help="Make the report page.")
    ] = True,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="Write coco, coco-panoptic, voc, yolo, labelme, labelstudio, cvat or geojson too; "
            "repeatable.",
        ),
    ] = None,
) -> None:
    """Cut out of pictures the classes of a list, or whatever a text names.

    Each picture gets a folder with result.json, label_map.png, overlay.png and report.html, and in
    export/ a folder for each --format; a video one with frames.jsonl, overlay.mp4 and summary.json.
    """
    from .segment_cli import Request, run_segment

    request = Request(
        images=images,
        classes=classes,
        classes_file=classes_file,
        queries=query or [],
        synonyms=synonyms,
        method=method,
        contrast=contrast,
        every=every,
        keep_queries=keep_queries,
        profile=profile,
        settings=settings or [],
        out=out,
        overwrite=overwrite,
        as_json=as_json,
        report=report,
        formats=formats or [],
    )
    run_segment(request)


@app.command()
def chat(  # noqa: PLR0917 - Typer reads the options from the signature
    image: Annotated[
        list[str] | None,
        typer.Option("--image", metavar="FILE", help="For the first message; repeatable."),
    ] = None,
    thread: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Go on with this conversation, or begin it."),
    ] = None,
    profile: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="Which models stand behind the tools.")
    ] = "embedded",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Change a setting; repeatable."),
    ] = None,
    database: Annotated[
        str | None,
        typer.Option(metavar="FILE", help='Where conversations are kept; ":memory:" for nowhere.'),
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Where pictures go, one folder a conversation.")
    ] = Path("maskwright-out"),
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Ask before masks are accepted.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a message instead of text.")
    ] = False,
) -> None:
    """Talk about pictures: say what to cut out, ask about it, change it, export it.

    From a pipe each line is a message. What cannot be done is told on stderr, with its line; the
    rest is done, and the exit code is that of the first failure. With --json every line has one
    object: a turn, a listing, or {"error", "code", "line"}.
    """
    from .chat_cli import Options, run_chat

    options = Options(
        images=image or [],
        thread=thread,
        profile=profile,
        settings=settings or [],
        database=database,
        out=out,
        confirm=confirm,
        as_json=as_json,
    )
    raise typer.Exit(run_chat(options))


@app.command()
def tools(
    profile: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="Which models stand behind the tools.")
    ] = "embedded",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Change a setting; repeatable."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the JSON schemas of inputs and outputs.")
    ] = False,
) -> None:
    """List the typed tools that a profile has, and who does their work."""
    from .tools_cli import run_tools

    run_tools(profile, settings or [], as_json=as_json)


@app.command()
def mcp(
    profile: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="Which models stand behind the tools.")
    ] = "embedded",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Change a setting; repeatable."),
    ] = None,
    allow: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FOLDER",
            help="Pictures under this folder may be named by path; repeatable. Without it pictures "
            "come as base64 only.",
        ),
    ] = None,
) -> None:
    """Serve the tools over MCP on stdin and stdout, for a client that starts this program.

    Whole tasks are segment, describe, refer, list_classes and export; every typed tool is there as
    tool_NAME. Masks, label map and report are resources: maskwright://runs/RUN/FILE.
    """
    from .mcp_cli import run_mcp

    run_mcp(profile, settings or [], allow or [])


@app.command()
def serve(  # noqa: PLR0917 - Typer reads the options from the signature
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Beyond this machine only with a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000,
    profile: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="Which models stand behind the tools.")
    ] = "embedded",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Change a setting; repeatable."),
    ] = None,
    database: Annotated[
        str | None, typer.Option(metavar="FILE|URL", help="Where conversations are kept.")
    ] = None,
    runs: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where finished runs are kept.")
    ] = None,
    keep_hours: Annotated[
        float, typer.Option(min=0.01, help="How long a finished run can be fetched.")
    ] = 24.0,
    workers: Annotated[int, typer.Option(min=1, help="Runs at a time, for each profile.")] = 1,
    queue: Annotated[int, typer.Option(min=0, help="Requests that may wait for a worker.")] = 16,
    max_mib: Annotated[int, typer.Option(min=1, help="Largest body of a request, in MiB.")] = 32,
    max_megapixels: Annotated[int, typer.Option(min=1, help="Largest picture.")] = 40,
    also_profile: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME|FILE", help="A request may ask for it; repeatable."),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="What the server is called besides; repeatable."),
    ] = None,
    url_host: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="Pictures are fetched from it by URL; repeatable."),
    ] = None,
    page: Annotated[bool, typer.Option("--page/--no-page", help="Show the web page at /.")] = True,
) -> None:
    """Serve HTTP: segmentation, conversations, the web page and MCP, described at /openapi.json.

    Clients bring the token that MASKWRIGHT_TOKEN sets; without one, only this machine is listened
    to. The address stands on stdout.
    """
    from .serve_cli import Request, run_serve

    told = {
        "host": host,
        "port": port,
        "runs": runs,
        "run_seconds": keep_hours * 3600,
        "workers": workers,
        "queue": queue,
        "max_bytes": max_mib * 2**20,
        "max_pixels": max_megapixels * 1_000_000,
        "profiles": tuple(also_profile or ()),
        "hosts": tuple(name or ()),
        "url_hosts": tuple(url_host or ()),
    }
    run_serve(Request(profile, settings or [], database, page, told))


def run(arguments: Sequence[str]) -> int:
    """Run a command line.

    Args:
        arguments: without the program's name.

    Returns:
        the exit code.
    """
    command: Any = typer.main.get_command(app)
    try:
        _observe()
        code = command.main(list(arguments), prog_name="maskwright", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of stdout has gone, as `head` does; nothing may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (typer.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except Exception as error:  # the last place where an error can become one line
        if os.environ.get("MASKWRIGHT_DEBUG") == "1":
            raise
        return _explain(error)
    if code == INTERRUPTED:  # Typer turns Ctrl-C into this code
        return _fail("interrupted", INTERRUPTED)
    return code if isinstance(code, int) else 0


def _observe() -> None:
    """Spans and log lines, where the environment asks for them; see `telemetry.py`."""
    names = ("MASKWRIGHT_TRACE", "MASKWRIGHT_LOG", "OTEL_EXPORTER_OTLP_ENDPOINT")
    if any(os.environ.get(name) for name in (*names, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")):
        from .telemetry import install

        install()


def _explain(error: Any) -> int:
    if isinstance(error, MaskwrightError):
        return _fail(str(error), error.exit_code)
    if type(error).__name__ == "NoArgsIsHelpError":
        print(error, file=sys.stderr)
        return 2
    if hasattr(error, "format_message"):  # a usage error, whichever click Typer brings along
        return _fail(f"{error.format_message()} (see --help)", getattr(error, "exit_code", 2))
    kind = type(error).__name__
    return _fail(f"unexpected {kind}: {error} (MASKWRIGHT_DEBUG=1 shows where)", 1)


def _fail(message: str, code: int) -> int:
    print("maskwright: " + " ".join(message.split()), file=sys.stderr)
    return code


def main() -> None:
    """The program's entry point."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
