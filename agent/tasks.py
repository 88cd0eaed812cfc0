"""What a person can ask for: one class a task, checked when it is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ..errors import InputError
from ..graphs.class_list import tidy


class ClosedSet:
    """Cut a picture into the classes of a list.

    Args:
        classes: names, in order; any text. Duplicates are merged, "background" is index 0.
        synonyms: other words for a class, by its name.
        given_labels: classes that are known to be in the picture; nothing is recognised then.

    Raises:
        InputError: no class is named, or a synonym belongs to none.

    Example:
        ClosedSet(["cat", "sofa"], synonyms={"sofa": ["couch"]})
    """

    task = "closed_set"

    def __init__(
        self,
        classes: Iterable[str],
        synonyms: Mapping[str, Sequence[str]] | None = None,
        given_labels: Sequence[str] | None = None,
    ) -> None:
        if isinstance(classes, str):
            raise InputError("classes", "expected a list, got one text", 'write ["cat", "dog"]')
        self.classes = list(classes)
        self.synonyms = {name: list(words) for name, words in (synonyms or {}).items()}
        self.given_labels = None if given_labels is None else list(given_labels)
        self.tidied = tidy(self.classes, self.synonyms)

    @classmethod
    def from_text(cls, text: str) -> ClosedSet:
        """Classes separated by commas: "cat, dog, sofa".

        Raises:
            InputError: no class is named.
        """
        return cls(text.split(","))

    @classmethod
    def from_file(cls, path: str | Path) -> ClosedSet:
        """Classes of a file, one a line: `name` or `name: synonym, synonym`.

        A name may hold commas, and a colon where no space follows it.

        Raises:
            InputError: no such file, no text, or no class in it.
        """
        try:
            lines = Path(path).expanduser().read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
            raise InputError(str(path), str(why).lower(), "give a file of class names") from error
        names: list[str] = []
        synonyms: dict[str, list[str]] = {}
        for line in lines:
            if not line.strip():
                continue
            name, _, words = (line.strip() + " ").partition(": ")
            names.append(name.strip())
            synonyms.setdefault(name.strip(), []).extend(words.split(","))
        if not names:
            raise InputError(str(path), "names no class", "write one class a line")
        return cls(names, {name: words for name, words in synonyms.items() if any(words)})
