"""The rows of an open_vocabulary ablation: which settings each one changes.

    recurrence      the paper's "without": one pass over all queries, everything else as it is
    dense           contrastive concepts on a dense method, which has no recurrence and no words of
                    a background: they would be contrastive concepts by another name

Source: clip_as_rnn.txt, sections 3.4 and 4.2, tables 2 and 4 to 6, appendix A.2;
contrastive_concepts.txt, tables 1, 2, 4 and 5.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from ..graphs.open_vocabulary_state import RefineMethod
from ..tools.background import BackgroundChoice
from .variants import BASELINE, FULL, Variant

PROMPTS: tuple[tuple[str, ...], ...] = (
    (),
    ("circle",),
    ("contour",),
    ("rectangle",),
    ("blur",),
    ("gray",),
    ("mask",),
    ("circle", "blur"),
    ("circle", "gray"),
    ("contour", "blur"),
    ("blur", "gray"),
    ("circle", "blur", "gray"),
)
"""Each visual prompt alone, the combinations of table 4, and none at all."""
ETAS = (0.2, 0.3, 0.4, 0.5, 0.6)
THETAS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
LAMBDAS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
GAMMAS = (0.001, 0.005, 0.01, 0.015, 0.02)
DELTAS = (0.95, 0.9, 0.85, 0.8, 0.75, 0.6, 0.5, 0.4)
BETAS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.6, 0.5, 0.4)
"""The papers' values; below .75 those that MiniLM's similarities call for, which are smaller."""

GRAPH = "open_vocabulary"
WITHOUT = 'w/o "background"'
DENSE = ("proposer.method=maskclip", f"{GRAPH}.recurrence=false", f'{GRAPH}.background=["none"]')


def open_vocabulary_variants() -> list[Variant]:
    """The full model as the profile has it, then every row in groups that share a first word."""
    return [
        Variant(FULL),
        *_recurrences(),
        *_sweep("proposals", "proposer.method", ("grad_cam", "clip_es"), ": "),
        *(
            Variant(
                f"prompts: {' + '.join(kinds) or 'none'}", (_list("classifier.prompts", kinds),)
            )
            for kinds in PROMPTS
        ),
        *(
            Variant(f"background words: {name}", (_list(f"{GRAPH}.background", [name]),))
            for name in get_args(BackgroundChoice)
        ),
        *_sweep("eta", f"{GRAPH}.eta", ETAS),
        *_sweep("theta", f"{GRAPH}.theta", THETAS),
        *_sweep("lambda", "proposer.lam", LAMBDAS),
        *_sweep("refine", f"{GRAPH}.refine", get_args(RefineMethod), ": "),
        *_matched(),
        Variant("background class: on", (f"{GRAPH}.background_class=true",)),
        Variant("background class: off", (f"{GRAPH}.background_class=false",)),
        *_contrasts(),
        *_filters(),
        *_sweep("gamma", "contrast.gamma", GAMMAS, first=_contrast("cooccurrence")),
        *_sweep("delta", "contrast.delta", DELTAS, first=_contrast("cooccurrence")),
        # Table 5 varies beta with the language model's concepts.
        *_sweep("beta", "contrast.beta", BETAS, first=_contrast("llm")),
        *_dense(),
        Variant(BASELINE, kind="baseline"),
    ]


def _recurrences() -> list[Variant]:
    """How often queries are dropped: never, once, or until none is, but not the best one.

    Masks of one step are drawn from the maps of those that it keeps, as the graph always does.
    """
    return [
        Variant(
            "recurrence: off (no query is dropped)", (f"{GRAPH}.theta=0", f"{GRAPH}.max_steps=1")
        ),
        Variant("recurrence: one step (queries are dropped once)", (f"{GRAPH}.max_steps=1",)),
        Variant(
            "recurrence: keeps the best query (the authors' code)", (f"{GRAPH}.keep_best=true",)
        ),
    ]


def _matched() -> list[Variant]:
    """The segmenter's automatic masks after a refinement (section 3.4; "refine" is without)."""
    match = f"{GRAPH}.match=true"
    return [
        Variant("automatic masks: after none", (f"{GRAPH}.refine=none", match)),
        Variant("automatic masks: after crf", (f"{GRAPH}.refine=crf", match)),
        Variant("automatic masks: after the profile's own", (match,)),
    ]


def _dense() -> list[Variant]:
    """The contrast rows on a dense method, which is what contrastive_concepts.txt evaluates."""
    return [
        Variant("dense: maskclip", (*DENSE, _contrast("none"))),
        *(
            replace(row, name=f"dense {row.name}", overrides=(*DENSE, *row.overrides))
            for row in _contrasts()
            if row.overrides != (_contrast("none"),)
        ),
    ]


def _contrasts() -> list[Variant]:
    """Every source of contrastive concepts, with and without "background"."""
    rows = [
        Variant("contrast: none", (_contrast("none"),)),
        Variant('contrast: "background"', (_contrast("background"),)),
    ]
    for mode in ("llm", "cooccurrence", "union"):
        for switch in ("true", "false"):
            name = f"contrast: {mode}" + (f" {WITHOUT}" if switch == "false" else "")
            rows.append(Variant(name, (_contrast(mode), f"contrast.with_background={switch}")))
    return [
        *rows,
        Variant('contrast: oracle + "background"', (_contrast("oracle"),), oracle_background=True),
        Variant(f"contrast: oracle {WITHOUT}", (_contrast("oracle"),)),
    ]


def _filters() -> list[Variant]:
    """The filters of the dictionary's concepts, one after the other (table 2a; section 6.4)."""
    steps = (
        ("filter: none", "false", "false", "1"),
        ("filter: visible", "true", "false", "1"),
        ("filter: visible + delta", "true", "false", ""),
        ("filter: visible + delta + parts", "true", "true", ""),
        ("filter: parts", "false", "true", "1"),
    )
    rows: list[Variant] = []
    for name, visible, parts, delta in steps:
        settings = [
            _contrast("cooccurrence"),
            f"contrast.visible_filter={visible}",
            f"contrast.parts_filter={parts}",
        ]
        rows.append(Variant(name, (*settings, *([f"contrast.delta={delta}"] if delta else []))))
    return rows


def _contrast(mode: str) -> str:
    return f"{GRAPH}.contrast={mode}"


def _list(key: str, values: Sequence[str]) -> str:
    return f"{key}={json.dumps(list(values))}"


def _sweep(
    name: str, key: str, values: Sequence[object], sign: str = " = ", first: str = ""
) -> list[Variant]:
    before = (first,) if first else ()
    return [Variant(f"{name}{sign}{value}", (*before, f"{key}={value}")) for value in values]
