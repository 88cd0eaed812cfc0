"""The front door: the agent, its tasks, profiles, the command line and what it writes.

Read `profile.py` for what a run can be told, `resolve.py` for how that becomes tools, then
`agent.py`. Nothing is imported here, so that `maskwright --help` is quick.
"""
