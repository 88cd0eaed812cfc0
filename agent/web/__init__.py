"""The web page: a conversation about pictures, drawn by Gradio in the server's own process.

Read `mount.py` for how it joins the server, `page.py` for what stands where, `talk.py` for what
happens when somebody asks, and `stage.py` for the picture with its masks.
"""

from __future__ import annotations

from .mount import mount

__all__ = ["mount"]
