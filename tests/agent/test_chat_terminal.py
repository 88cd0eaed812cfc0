"""`maskwright chat` as a person sees it: the real program, with its models, in a terminal."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import PIL.Image
import skimage.data
from terminals import Terminal

CHAT = [sys.executable, "-m", "maskwright.agent.cli", "chat", "--thread", "t"]
IN_A_TURN = 0.5
"""Seconds after which the first message is at work; it loads the models first."""
AT_THE_PROMPT = 1.0
"""Seconds after which a program that has shown its prompt surely reads: a signal between the two is
seen only with the next key."""


def test_ctrl_c_leaves_the_conversation_usable_and_another_process_goes_on(tmp_path: Path) -> None:
    PIL.Image.fromarray(skimage.data.chelsea()).save(tmp_path / "cat.png")
    env = {"MASKWRIGHT_DATA": str(tmp_path / "data")}
    terminal = Terminal([*CHAT, "--image", "cat.png"], tmp_path, env)
    assert terminal.wait_for() == "Conversation t. /help shows the commands.\n> "
    terminal.type("cut out the sofa")
    time.sleep(IN_A_TURN)
    terminal.interrupt()
    shown = terminal.wait_for()
    assert "Stopping after this step" in shown
    assert "Stopped; a turn that had not ended is dropped." in shown
    terminal.type("the cat")
    assert "\nFound cat (middle, 38.9 %" in terminal.wait_for()
    time.sleep(AT_THE_PROMPT)
    terminal.interrupt()
    assert "/quit or Ctrl-D leaves." in terminal.wait_for()
    assert terminal.leave() == 0
    # Nothing moves the cursor or colours text where the terminal cannot.
    assert "\x1b" not in terminal.shown

    terminal = Terminal(CHAT, tmp_path, env)
    assert "Conversation t, 1 turn so far." in terminal.wait_for()
    terminal.type("a dog")
    time.sleep(IN_A_TURN)
    terminal.interrupt()
    terminal.wait_for("ends the program.\n")
    terminal.interrupt()
    assert terminal.leave() == 130
