"""Metrics for Prometheus; every label has few values, whatever clients send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from ...tools.result import Task

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

TASKS = frozenset({*get_args(Task), "chat"})
METHODS = frozenset({"GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"})
REASONS = frozenset(
    {"body", "slow", "host", "origin", "token", "queue", "thread", "stopping", "input", "url"}
)
SECONDS = (0.1, 0.3, 1, 3, 10, 30, 100, 300)


class Meter:
    """The numbers of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        named: dict[str, Any] = {"namespace": "maskwright", "registry": self.registry}
        self.requests = Counter(
            "requests",
            "Requests by page, method and status.",
            ["page", "method", "status"],
            **named,
        )
        self.refusals = Counter("refusals", "Requests refused, by reason.", ["reason"], **named)
        self.cancelled = Counter(
            "cancelled", "Runs ended early: the client left, or time was up.", **named
        )
        self.seconds = Histogram(
            "run_seconds", "Seconds of finished runs.", ["task"], buckets=SECONDS, **named
        )
        self.queue = Gauge("queue_length", "Requests that wait or are being read.", **named)
        self.running = Gauge("running", "Runs at work.", ["profile"], **named)
        self.runs = Gauge("kept_runs", "Runs that can be fetched.", **named)
        self.bytes = Gauge("kept_bytes", "Disk that they take.", **named)

    def refused(self, reason: str) -> None:
        """Count a refusal."""
        self.refusals.labels(reason if reason in REASONS else "other").inc()

    def ran(self, task: str, seconds: float) -> None:
        """Count a finished run."""
        self.seconds.labels(task if task in TASKS else "other").observe(seconds)

    def text(self) -> bytes:
        """All numbers in Prometheus's text format."""
        return generate_latest(self.registry)


class Counting:
    """Middleware: counts answers by the page's pattern, never by the path that was asked for."""

    def __init__(self, app: ASGIApp, meter: Meter) -> None:
        self.app = app
        self.meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and count the status."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 0

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, counted)
        except Exception:
            status = status or 500
            raise
        finally:
            page = getattr(scope.get("route"), "path", None) or "other"
            method = scope["method"] if scope["method"] in METHODS else "other"
            self.meter.requests.labels(page, method, str(status or 499)).inc()
