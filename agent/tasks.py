"""What a person can ask for: one class a task, checked when it is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from ..errors import InputError
from ..graphs.class_list import tidy


class Task(Protocol):
    """What every task can tell the agent."""

    task: str

    def question(self) -> dict[str, Any]:
        """The fields of the graph's input, but for the picture."""
        ...

    def canonical(self, values: Mapping[str, Any]) -> Any:
        """What two questions of this task have in common when they are the same one.

        Args:
            values: a question, or the state of a run that was asked one.
        """
        ...


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

    def question(self) -> dict[str, Any]:
        """The fields of the closed_set graph's input, but for the picture."""
        return {
            "classes": self.classes,
            "synonyms": self.synonyms,
            "given_labels": self.given_labels,
        }

    def canonical(self, values: Mapping[str, Any]) -> Any:
        """Classes and labels as the graph tidies them; see `Task`."""
        tidied = tidy(values["classes"], values["synonyms"])
        return tidied.names, tidied.synonyms, values["given_labels"]

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
        names, synonyms = read_names(path)
        if not names:
            raise InputError(str(path), "names no class", "write one class a line")
        return cls(names, synonyms)


class OpenVocabulary:
    """Cut out of a picture whatever some texts name, or say that it is not there.

    Args:
        queries: texts, in order; commas in them are theirs. Duplicates are merged.
        synonyms: other words for a query, by its text.
        classes: all classes of a dataset, for contrast = "oracle".

    Raises:
        InputError: no query is given, or one is empty.

    Example:
        OpenVocabulary(["the man in red", "dog"])
    """

    task = "open_vocabulary"

    def __init__(
        self,
        queries: Iterable[str],
        synonyms: Mapping[str, Sequence[str]] | None = None,
        classes: Iterable[str] = (),
    ) -> None:
        if isinstance(queries, str):
            raise InputError("queries", "expected a list, got one text", 'write ["cat"]')
        self.queries = list(queries)
        if not self.queries or not all(query.strip() for query in self.queries):
            raise InputError("queries", "there is none, or an empty one", 'say --query "a dog"')
        self.synonyms = {name: list(words) for name, words in (synonyms or {}).items()}
        self.classes = list(classes)
        tidy(self.queries, self.synonyms, "query")

    def question(self) -> dict[str, Any]:
        """The fields of the open_vocabulary graph's input, but for the picture."""
        return {"queries": self.queries, "synonyms": self.synonyms, "classes": self.classes}

    def canonical(self, values: Mapping[str, Any]) -> Any:
        """Queries as the graph tidies them; see `Task`."""
        tidied = tidy(values["queries"], values["synonyms"])
        return tidied.names, tidied.synonyms, list(values["classes"])


def read_names(path: str | Path) -> tuple[list[str], dict[str, list[str]]]:
    """Names of a file, one a line: `name` or `name: synonym, synonym`.

    Returns:
        the names in order, and the synonyms of those that have some.

    Raises:
        InputError: no such file, or no text.
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
    return names, {name: words for name, words in synonyms.items() if any(words)}
