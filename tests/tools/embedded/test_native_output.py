"""What native code says on file descriptor 2: INFO lines are dropped, the rest comes through."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from maskwright.tools.embedded.native_output import without_info_lines

_RUN = """
import numpy as np
from maskwright.tools.embedded.people import people
from maskwright.tools.image import load_image
people().find(load_image(np.zeros((64, 64, 3), np.uint8)))
"""


def test_info_lines_are_dropped_and_others_come_through(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with without_info_lines():
        os.write(2, b"INFO: Created a delegate\nERROR: no memory\n")
    os.write(2, b"INFO: afterwards\n")
    assert capfd.readouterr().err == "ERROR: no memory\nINFO: afterwards\n"


def test_standard_error_is_itself_again_after_a_failure(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(ZeroDivisionError), without_info_lines():
        os.write(2, b"why\n") // 0
    os.write(2, b"later\n")
    assert capfd.readouterr().err == "why\nlater\n"


def test_looking_for_people_says_nothing() -> None:
    ran = subprocess.run([sys.executable, "-c", _RUN], capture_output=True, text=True, check=True)
    assert (ran.stdout, ran.stderr) == ("", "")


def test_a_process_without_standard_error_finds_people_too() -> None:
    subprocess.run(["sh", "-c", 'exec "$0" -c "$1" 2>&-', sys.executable, _RUN], check=True)
