"""HTTP: segmentation and conversations over the web, with limits on all that comes in.

Read `settings.py` for what a server can be told, `app.py` for its parts, then `desk.py` for how
work is admitted, queued and cancelled. Most modules here import FastAPI, so the command line
imports them when a server starts.
"""
