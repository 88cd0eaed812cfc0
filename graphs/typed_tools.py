"""Every typed tool of a toolbox, by name: what a language model, MCP or a program may choose from.

The tools are those of `tools/`; here they get the profile's backends and settings. `contrast` asks
the language model as the graph's node does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ..tools import (
    captioner,
    classifier,
    detector,
    proposer,
    recur_tool,
    refine_tool,
    segment_all,
    segmenter,
    tagger,
)
from ..tools.base import TOOL_NAMES, BackendInfo, Tool
from ..tools.contrast import tool as contrast_tool
from ..tools.contrast.answer import Contrast, Mode
from ..tools.image import Image
from ..tools.refinement import How, Matching
from .contrast_node import Words, choose
from .language_nodes import Asker
from .open_vocabulary_state import Input, choices_of
from .recurrence_nodes import rule_of
from .segmenter_refine import by_segmenter
from .toolbox import Toolbox

AnyTool = Tool[Any, Any]


def typed_tools(box: Toolbox) -> dict[str, AnyTool]:
    """The tools that a toolbox has the backends for.

    Args:
        box: the backends and settings of a profile.

    Returns:
        tools by name, in the order of `TOOL_NAMES`; `segment_all` only where the segmenter makes
        automatic masks. Pictures are looked up in the toolbox's store.
    """
    chosen, images = choices_of(box), box.images
    settings = chosen.graph
    matching = Matching(settings.phi_iom, settings.phi_iou, settings.parity)
    match = matching if settings.match else None
    how = How(settings.refine, settings.eta, match=match, crf=chosen.crf)
    tools: list[AnyTool] = [
        tagger.build(box.tagger, images),
        captioner.build(box.captioner, images),
        detector.build(box.detector, images),
        segmenter.build(box.segmenter, images),
        proposer.build(box.proposer, images),
        classifier.build(box.classifier, images),
        recur_tool.build(box.proposer, box.classifier, images, rule_of(settings)),
        contrast_tool.build(_Contraster(box)),
        refine_tool.build((box.segmenter, by_segmenter), images, how, matching),
    ]
    if isinstance(box.segmenter, _Automatic):
        tools.append(segment_all.build(box.segmenter, images))
    return {tool.name: tool for tool in sorted(tools, key=lambda each: TOOL_NAMES.index(each.name))}


@runtime_checkable
class _Automatic(Protocol):
    """A `segment_all.AutoSegmenter`, told from other segmenters by its method."""

    info: BackendInfo

    def segment_all(self, image: Image) -> NDArray[np.bool_]: ...


class _Contraster:
    """Contrastive concepts by the profile's settings, its language model and the dictionary."""

    def __init__(self, box: Toolbox) -> None:
        self._box = box
        self.info = box.language.info.model_copy(update={"role": "contrast"})

    def contrast(self, queries: Sequence[str], mode: Mode, classes: Sequence[str]) -> Contrast:
        """Choose contrastive concepts; see `tools.contrast.tool.Contraster`."""
        question = Input(image={}, queries=list(queries), classes=list(classes))
        asked = Words(Asker("contrast", self._box))
        return choose(question, mode, choices_of(self._box).contrast, asked)
