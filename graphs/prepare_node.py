"""The first node of the closed_set graph: everything that can be wrong is found before any work."""

from __future__ import annotations

from typing import Any

from langgraph.runtime import Runtime

from ..errors import InputError
from ..tools.image import ImageRef, ImageStore, load_image
from .class_list import pick, tidy
from .closed_set_state import Input, blank, tools_of
from .language_nodes import check_prompts
from .toolbox import Context


def prepare(state: Input, runtime: Runtime[Context]) -> dict[str, Any]:
    """Check the question: read the picture, tidy the class list, fix the labels handed in."""
    box, settings = tools_of(runtime)
    check_prompts(settings)
    classes = tidy(state.classes, state.synonyms)
    given = settings.given_labels if state.given_labels is None else state.given_labels
    return blank() | {
        "image": reference(state.image, box.images).model_dump(mode="json"),
        "classes": classes.names,
        "synonyms": classes.synonyms,
        "asked": None if given is None else pick(given, classes),
        "notes": {"prepare": classes.notes},
        "calls": {"prepare": []},
    }


def reference(image: dict[str, Any], images: ImageStore) -> ImageRef:
    """The picture that a question names, read if only its path is given.

    Raises:
        InputError: it has no path, or the file cannot be read.
    """
    if "sha256" in image:
        ref = ImageRef.model_validate(image)
        images.open(ref)
        return ref
    if not isinstance(image.get("path"), str):
        raise InputError("image", "has no path", 'give {"path": "photo.jpg"}')
    return images.put(load_image(image["path"]))
