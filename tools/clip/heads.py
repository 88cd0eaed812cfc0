"""Reading the small trained parts that some dense methods put on CLIP."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ...errors import InputError, ToolError

if TYPE_CHECKING:
    import torch

    State = dict[str, torch.Tensor]

WRAPPERS = ("model_state_dict", "state_dict", "model")
"""Names under which training scripts keep the tensors beside other things."""


def read_head(path: str | Path, why: str) -> State:
    """The tensors of a safetensors file, or of a torch file that can be read without running code.

    Args:
        path: the file.
        why: whose head it is, for the errors.

    Returns:
        tensors by name, on the CPU, float32 where they are numbers with a point.

    Raises:
        InputError: no such file.
        ToolError: it is damaged, holds no tensors, or holds objects besides (`bad_weights`).
    """
    import pickle

    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    place = Path(path).expanduser()
    if not place.is_file():
        raise InputError(str(path), f"no such file, which {why} needs", "name a checkpoint")
    try:
        if place.suffix == ".safetensors":
            loaded: Any = load_file(place)
        else:
            loaded = torch.load(place, weights_only=True, map_location="cpu")
    except (SafetensorError, pickle.UnpicklingError, RuntimeError, OSError, EOFError) as error:
        first = str(error).partition("\n")[0]
        raise ToolError(
            why,
            f"{place} cannot be read without running code ({first}); keep its tensors alone, "
            "as safetensors",
            "bad_weights",
        ) from error
    return _tensors(loaded, place, why)


def _tensors(loaded: Any, place: Path, why: str) -> State:
    import torch

    for name in WRAPPERS:
        if isinstance(loaded, Mapping) and isinstance(loaded.get(name), Mapping):
            loaded = loaded[name]
    found = cast("dict[str, Any]", loaded if isinstance(loaded, Mapping) else {})
    state = {
        key.removeprefix("module."): value.float() if value.is_floating_point() else value
        for key, value in found.items()
        if isinstance(value, torch.Tensor)
    }
    if not state:
        raise ToolError(why, f"{place} holds no tensors", "bad_weights")
    return state


def needed(state: Mapping[str, torch.Tensor], names: Mapping[str, int], why: str) -> None:
    """Check that tensors are there.

    Args:
        state: tensors by name.
        names: the number of dimensions by name.
        why: whose head it is.

    Raises:
        ToolError: names the first tensor that is missing or of another kind (`bad_weights`).
    """
    for name, dimensions in names.items():
        if name not in state:
            raise ToolError(why, f"its checkpoint has no tensor {name}", "bad_weights")
        if state[name].ndim != dimensions:
            shape = tuple(state[name].shape)
            problem = f"{name}: expected {dimensions} dimensions, got shape {shape}"
            raise ToolError(why, problem, "bad_weights")
