"""What all tests share: closed network, own caches, one thread, fixed seeds, the shared data.

The environment is set while this file is loaded, before any test module imports a library that
reads it.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("MASKWRIGHT_SHARED", ROOT.parent / "shared"))

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["LANGSMITH_TRACING"] = "false"
os.environ["NO_COLOR"] = "1"
os.environ["COLUMNS"] = "200"
os.environ.pop("FORCE_COLOR", None)
# A proxy must not carry loopback traffic away.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"

settings.register_profile(
    "maskwright",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("maskwright")


def shared_path(path: str) -> Path:
    """A file or folder of the shared data.

    Skips the test with the reason where it is absent; fails it under CI, where it must be there.
    """
    found = SHARED / path
    if not found.exists():
        reason = f"no {path} under {SHARED} (set MASKWRIGHT_SHARED)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """`shared("golden/p09_llm_points.npz")`: the path, or a skip with its reason."""
    return shared_path


@pytest.fixture(scope="session", autouse=True)
def own_caches(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Caches of this test run, shared by its workers; fetched weights stay where they were.

    The folder is left in the environment for the processes that tests start.
    """
    from maskwright.tools.folders import weights_dir

    os.environ.setdefault("MASKWRIGHT_WEIGHTS", str(weights_dir()))
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    os.environ["MASKWRIGHT_CACHE"] = str(base / "maskwright-cache")


@pytest.fixture(autouse=True)
def fixed_seeds() -> None:
    """Every test starts from the same random numbers, in whichever libraries are loaded."""
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)
        sys.modules["torch"].set_num_threads(1)
