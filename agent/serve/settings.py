"""What a server can be told: where it listens, who may ask, and how much of everything."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path

from pydantic import Field

from ...errors import InputError
from ...tools.base import Frozen

TOKEN = "MASKWRIGHT_TOKEN"
LEAST_TOKEN = 16

OVERRIDES = (
    *("closed_set.caption", "closed_set.pre_refine", "closed_set.post_refine"),
    *("closed_set.points", "closed_set.n_points", "closed_set.parity", "closed_set.overlap"),
    *("open_vocabulary.recurrence", "open_vocabulary.eta", "open_vocabulary.theta"),
    *("open_vocabulary.max_steps", "open_vocabulary.background"),
    *("open_vocabulary.background_class", "open_vocabulary.contrast"),
    *("open_vocabulary.keep_best", "open_vocabulary.refine", "open_vocabulary.match"),
    *("open_vocabulary.phi_iom", "open_vocabulary.phi_iou", "open_vocabulary.stuff"),
    *("open_vocabulary.parity", "contrast.delta", "contrast.beta", "contrast.with_background"),
    *("contrast.visible_filter", "contrast.parts_filter", "contrast.kin_filter"),
)
"""Settings of graphs alone: none of them is a path or an address, or loads another model."""


class ServeSettings(Frozen):
    """A server's settings; the defaults fit a machine of two cores."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="0 takes a free one.")
    token: str = Field(default="", repr=False, description="What clients have to bring along.")
    hosts: tuple[str, ...] = Field(
        default=(), description="Further names by which the server may be called."
    )
    profiles: tuple[str, ...] = Field(
        default=(), description="Profiles that may be asked for besides the server's own."
    )
    overrides: tuple[str, ...] = Field(
        default=OVERRIDES, description="Settings that a request may change."
    )
    workers: int = Field(default=1, ge=1, description="Runs at a time, for each profile.")
    queue: int = Field(default=16, ge=0, description="Requests that may wait for a worker.")
    job_seconds: float = Field(default=600.0, gt=0, description="Longest run, once it has begun.")
    drain_seconds: int = Field(
        default=30, ge=0, description="How long runs may go on when the server is told to stop."
    )
    max_bytes: int = Field(default=32 * 2**20, ge=1, description="Largest body of a request.")
    max_pixels: int = Field(default=40_000_000, ge=1, description="Largest picture.")
    max_pictures: int = Field(default=8, ge=1, description="Most pictures in a request.")
    header_seconds: float = Field(default=15.0, gt=0, description="Time for a request's head.")
    upload_seconds: float = Field(default=60.0, gt=0, description="Time for a request's body.")
    idle_seconds: float = Field(default=10.0, gt=0, description="Longest pause within a body.")
    heartbeat_seconds: float = Field(
        default=10.0, gt=0, description="Longest silence in a stream of events."
    )
    url_hosts: tuple[str, ...] = Field(
        default=(),
        description="Hosts that pictures are fetched from; .example.org stands for all below it. "
        "Empty: none.",
    )
    url_bytes: int = Field(default=20 * 2**20, ge=1, description="Largest picture by URL.")
    url_seconds: float = Field(default=10.0, gt=0, description="Time to fetch a picture.")
    runs: Path | None = Field(
        default=None, description="Folder of finished runs; the user's data folder if none."
    )
    run_seconds: float = Field(default=86_400.0, gt=0, description="How long a run is kept.")
    run_bytes: int = Field(
        default=2**30, ge=0, description="Disk for all runs; the oldest go first."
    )

    @property
    def on_loopback(self) -> bool:
        """Whether nobody beyond this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False

    def check(self) -> None:
        """Refuse to listen beyond this machine without a token.

        Raises:
            InputError: the token is missing or short.
        """
        if not self.on_loopback and not self.token:
            problem = "can be reached from other machines, and there is no token"
            raise InputError(f"--host {self.host}", problem, f"set {TOKEN}")
        if self.token and len(self.token) < LEAST_TOKEN:
            problem = f"is shorter than {LEAST_TOKEN} characters"
            raise InputError(TOKEN, problem, "make one with: openssl rand -hex 32")

    def runs_folder(self) -> Path:
        """Where finished runs are kept."""
        if self.runs is not None:
            return self.runs
        from ..memory import data_dir

        return data_dir() / "runs"


def token_of_environment() -> str:
    """The token that the environment sets; never an option, which everybody could see."""
    return os.environ.get(TOKEN, "").strip()
