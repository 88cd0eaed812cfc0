"""The state machines: one module a task. Read `closed_set.py` first, then `closed_set_state.py`.

`vision_nodes.py` looks, `language_nodes.py` asks, `closed_set_result.py` tells what came out.
`toolbox.py` says how a run gets its tools. Importing a graph builds nothing.
"""
