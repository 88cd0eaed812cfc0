"""Builds `tools/language/data/text_vectors.npz`: sentence vectors of the words asked most.

    python -m maskwright.tools.embedded.build_text_vectors CLASS_NAMES.txt OUT.npz

MiniLM takes longer to load than a picture to segment, so the vectors of these texts ship with the
package: all names of the ImageNet classes, the objects network's and the tagger's nouns; the class
names of the file, one a line (`tools/language/data/class_names.txt` has those of the usual
datasets); the commonest nouns that a picture can show; and what the lexicon asks about all these.
Run it again when the tagger's nouns or the lexicon's questions change: a missing text costs only
time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from ..language.class_index import ClassIndex
from ..language.noun_graph import NounGraph
from ..language.reading import Reading
from ..language.senses import depictable_senses, describe
from ..language.sentences import encode, revision
from ..language.words import noun_chunks
from .captioner import sentence
from .concepts import concept_space, spoken
from .objects import LABELS
from .tagger import nouns

COMMON = 1000
"""Nouns kept beyond ImageNet's and the datasets'."""


def texts(class_names: Iterable[str]) -> list[str]:
    """All texts to ship, sorted, each once.

    Args:
        class_names: of datasets, as those spell them.
    """
    space = concept_space()
    graph = space.graph
    lemmas = [lemma.lower() for synset in space.synsets for lemma in graph.lemmas(synset)]
    tags = [graph.lemmas(synset)[0].lower() for synset in nouns()]
    asked = dict.fromkeys([*tags, *LABELS, *class_names])
    out = {*lemmas, *asked, *graph.common_nouns(COMMON), *noun_chunks(sentence(["cat"]))}
    for phrase in asked:
        out |= {spoken(phrase), *ClassIndex([phrase], graph).spoken}
        out |= _asked_about(graph.read(phrase), graph)
    return sorted(text for text in out if text)


def _asked_about(reading: Reading, graph: NounGraph) -> set[str]:
    """What the lexicon compares of a noun: its meanings' descriptions and synonyms."""
    senses = depictable_senses(reading, graph)
    synonyms = {", ".join(graph.lemmas(s.synset)[:5]) for s in senses[:4]}
    if len(senses) < 2:
        return synonyms
    return synonyms | {describe(s.synset, reading.key, graph) for s in senses}


def main(arguments: list[str]) -> None:
    """Command line: CLASS_NAMES OUT."""
    names, out = Path(arguments[0]), Path(arguments[1])
    rows = texts(names.read_text("utf-8").splitlines())
    np.savez_compressed(
        out,
        revision=np.array(revision()),
        texts=np.frombuffer("\n".join(rows).encode(), np.uint8),
        vectors=encode(rows).astype(np.float16),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
