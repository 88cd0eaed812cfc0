"""What a run tells its operators: OpenTelemetry spans, and logs as JSON lines. Off by default.

    from maskwright.agent import telemetry

    telemetry.install(telemetry.Settings(traces="app", log="json"))

The command line reads the environment instead:

| variable | value |
| --- | --- |
| MASKWRIGHT_TRACE | `console` (stderr) or `otlp`; `off` also where an endpoint is set |
| OTEL_EXPORTER_OTLP_ENDPOINT | an address: spans go there; further OTEL_ variables as usual |
| MASKWRIGHT_TRACE_CONTENT | `1`: what was asked and answered stands in the spans too |
| MASKWRIGHT_LOG | `json`: one JSON object a line on stderr |

`spans.py` makes the spans, `logs.py` the lines. Pictures are in neither, ever.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from ..errors import InputError, MissingError
from ..tools.base import Frozen

if TYPE_CHECKING:
    from opentelemetry.trace import TracerProvider

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")

Traces = Literal["off", "console", "otlp", "app"]


class Settings(Frozen):
    """What is told, and where."""

    traces: Traces = Field(
        default="off",
        description="console: stderr. otlp: to the address in OTEL_EXPORTER_OTLP_ENDPOINT. app: to "
        "the tracer provider that the application has set.",
    )
    content: bool = Field(
        default=False, description="Put prompts, answers, queries and errors into spans."
    )
    log: Literal["", "json"] = Field(default="", description="json: lines on stderr.")


def of_environment() -> Settings:
    """The settings that the environment asks for.

    Raises:
        InputError: a variable has no meaning.
    """
    endpoint = any(os.environ.get(name) for name in ENDPOINTS)
    disabled = os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
    traces = os.environ.get("MASKWRIGHT_TRACE", "") or ("otlp" if endpoint else "off")
    if disabled or os.environ.get("OTEL_TRACES_EXPORTER") == "none":
        traces = "off"
    log = os.environ.get("MASKWRIGHT_LOG", "")
    if traces not in ("off", "console", "otlp"):
        raise InputError("MASKWRIGHT_TRACE", f"{traces[:40]!r} is unknown", "console, otlp or off")
    if log not in ("", "json"):
        raise InputError("MASKWRIGHT_LOG", f"{log[:40]!r} is unknown", "set it to json")
    content = os.environ.get("MASKWRIGHT_TRACE_CONTENT", "") == "1"
    return Settings.model_validate({"traces": traces, "content": content, "log": log})


def install(settings: Settings | None = None, provider: TracerProvider | None = None) -> None:
    """Begin to tell; what was installed before is replaced.

    Args:
        settings: what and where; of the environment if None.
        provider: where spans go, instead of what `settings.traces` says.

    Raises:
        InputError: a variable of the environment has no meaning.
        MissingError: the OpenTelemetry packages are not installed.
    """
    chosen = settings or of_environment()
    uninstall()
    if chosen.log == "json":
        from . import logs

        logs.install()
    goes_to = provider or _provider(chosen.traces)
    if goes_to is None and not chosen.log:
        return
    from . import spans

    tracer = None if goes_to is None else goes_to.get_tracer("maskwright")
    spans.install(tracer, content=chosen.content, log=bool(chosen.log))


def uninstall() -> None:
    """Tell nothing any more."""
    for name in ("spans", "logs"):
        module: Any = sys.modules.get(f"{__package__}.{name}")
        if module is not None:
            module.uninstall()


def _provider(traces: Traces) -> TracerProvider | None:
    if traces == "off":
        return None
    try:
        from opentelemetry import trace
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider as Sdk
    except ImportError as error:
        raise _missing() from error
    if traces == "app":
        return trace.get_tracer_provider()
    # OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
    resource = Resource.create() if "OTEL_SERVICE_NAME" in os.environ else None
    made = Sdk(resource=resource or Resource.create({"service.name": "maskwright"}))
    made.add_span_processor(_processor(traces))
    trace.set_tracer_provider(made)  # spans of MCP's SDK and of HTTP clients go there too
    return made


def _processor(traces: Traces) -> Any:
    from opentelemetry.sdk.trace.export import (
        BatchSpanProcessor,
        ConsoleSpanExporter,
        SimpleSpanProcessor,
    )

    if traces == "console":
        return SimpleSpanProcessor(ConsoleSpanExporter(out=sys.stderr, formatter=_one_line))
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError as error:
        raise _missing() from error
    return BatchSpanProcessor(OTLPSpanExporter())


def _one_line(span: Any) -> str:
    return span.to_json(indent=None) + "\n"


def _missing() -> MissingError:
    command = "pip install 'maskwright[telemetry]'"
    return MissingError("opentelemetry-sdk", command, "OpenTelemetry spans")
