"""The front door: `Agent` for programs (`agent.py`), the command line (`cli.py`), profiles, files.

Read `agent.py` first. Nothing here is imported before it is used: `maskwright --help` stays quick.
"""
