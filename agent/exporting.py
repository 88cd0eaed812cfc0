"""What a conversation's export does; importing this module hands it to the graph."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..graphs.export_node import Written, install_exporter
from ..tools.image import Image
from ..tools.result import Result


def write(
    found: Sequence[tuple[Result, Image]], formats: Sequence[str], out: str, number: int
) -> Written:
    """Write results with their pictures.

    Args:
        found: what is written, as one data set.
        formats: names of `export.dataset.FORMATS`; "_" is as good as "-".
        out: the folder for the folder of this turn; "" for "maskwright-out".
        number: of the turn, in the name of its folder.

    Raises:
        InputError: no such format, or files of somebody else are in the way.
        ToolError: the disk is full, or the folder cannot be written.
    """
    from .export.writing import export_many

    folder = Path(out or "maskwright-out") / f"export-{number}"
    # A turn that is gone on with after a kill writes the same once more.
    written = export_many(found, formats, folder, overwrite=True)
    return Written(written.files, written.notes)


install_exporter(write)
