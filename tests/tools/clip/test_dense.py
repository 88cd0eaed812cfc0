"""The dense proposers: shares on windows, one pass a picture, rules for the background."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from maskwright.errors import InputError, MissingError
from maskwright.tools.clip.dense import ClipDense, Settings
from maskwright.tools.clip.encoders import FETCH
from maskwright.tools.clip.maskclip import cosines, maskclip_features, probabilities
from maskwright.tools.clip.slide import Window, fitted_size, padded, stitched, windows
from maskwright.tools.clip.templates import ClassEmbeddings
from maskwright.tools.image import Image, load_image
from numpy.typing import NDArray
from tiny_clip import difference

WIDTH, EMBED = 64, 32
QUERIES = ["cat", "sofa"]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny random CLIP, and what CLIP-DINOiser and TCL would train beside it."""
    import torch
    from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg
    from safetensors.torch import save_file

    torch.manual_seed(5)
    folder = tmp_path_factory.mktemp("dense")
    vision = CLIPVisionCfg(layers=3, width=WIDTH, head_width=64, patch_size=16, image_size=64)
    text = CLIPTextCfg(width=64, heads=1, layers=2)
    clip = CLIP(EMBED, vision, text)
    save_file(clip.state_dict(), folder / "clip.safetensors")
    heads = {"obj_proj": torch.nn.Conv2d(WIDTH, 8, 3), "bkg_decoder": torch.nn.Conv2d(WIDTH, 1, 1)}
    dinoiser = torch.nn.ModuleDict(heads).state_dict()
    torch.save({"epoch": 1, "model_state_dict": dinoiser}, folder / "dinoiser.pt")
    torch.save({"model": tcl_state(clip)}, folder / "tcl.pt")
    return folder


def tcl_state(clip: Any) -> dict[str, Any]:
    import torch

    inside = "masker.image_encoder."
    block = clip.visual.transformer.resblocks[-1].state_dict()
    out: dict[str, Any] = {
        f"{inside}backbone.transformer.resblocks.0.{name}": value for name, value in block.items()
    }
    for layer in (0, 1):
        for conv in ("conv", "conv2"):
            prefix = f"{inside}decoder.decoder.net.{layer}.{conv}."
            out[f"{prefix}norm.weight"] = torch.ones(WIDTH)
            out[f"{prefix}norm.bias"] = torch.zeros(WIDTH)
            out[f"{prefix}conv.weight"] = torch.randn(WIDTH, WIDTH, 3, 3) / 24
            out[f"{prefix}conv.bias"] = torch.zeros(WIDTH)
            out[f"{prefix}gate.gate"] = torch.tensor(0.5)
    out[f"{inside}decoder.image_proj.ln.weight"] = torch.ones(WIDTH)
    out[f"{inside}decoder.image_proj.ln.bias"] = torch.zeros(WIDTH)
    out[f"{inside}decoder.image_proj.proj"] = clip.visual.proj.detach()
    return out | {"masker.sim2mask.w": torch.tensor(10.0), "masker.sim2mask.b": torch.tensor(-2.5)}


def proposer(weights: Path, method: str = "maskclip", **settings: Any) -> ClipDense:
    head = str(weights / f"{method}.pt") if method in FETCH else ""
    small = {"side": 64, "window": 64, "stride": 32, "templates": "photo", "head": head}
    checkpoint = str(weights / "clip.safetensors")
    return ClipDense(
        Settings.model_validate({"method": method, "checkpoint": checkpoint, **small, **settings})
    )


def picture(high: int, wide: int) -> Image:
    noise = np.random.default_rng(high + wide).integers(0, 256, (high, wide, 3), np.uint8)
    return load_image(noise)


@pytest.mark.parametrize("method", ["maskclip", "gem", "dinoiser", "tcl"])
def test_maps_are_shares_and_scores_their_means(weights: Path, method: str) -> None:
    found = proposer(weights, method).propose(picture(64, 100), QUERIES, ["sky", "background"])
    rest = proposer(weights, method).propose(picture(64, 100), ["sky", "background"], QUERIES)
    assert found.maps.shape == (2, 64, 100)
    assert found.maps.dtype == found.scores.dtype == np.float32
    assert found.maps.min() >= 0
    assert np.allclose(found.maps.sum(axis=0) + rest.maps.sum(axis=0), 1, atol=1e-4)
    assert np.allclose(found.scores, found.maps.mean(axis=(1, 2)), atol=1e-6)
    assert found.notes == ("read at 100 x 64 pixels in 3 windows",)


def test_a_single_window_is_the_method_itself(weights: Path) -> None:
    from torch.nn.functional import interpolate

    image = picture(64, 64)
    backend = proposer(weights)
    clip = backend.settings.load()
    mean, std = clip.mean_std
    scaled = ((image.pixels.astype(np.float32) / 255 - mean) / std).astype(np.float32)
    pixels = torch_of(scaled.transpose(2, 0, 1)[None])
    texts = ClassEmbeddings(clip, "photo").of([*QUERIES, "sky"])
    share = probabilities(cosines(maskclip_features(clip.visual, pixels), texts), clip.logit_scale)
    full = interpolate(share, (64, 64), mode="bilinear", align_corners=False)[0, :2]
    assert difference(backend.propose(image, QUERIES, ["sky"]).maps, full) < 1e-5


def torch_of(values: NDArray[np.float32]) -> Any:
    import torch

    return torch.from_numpy(np.ascontiguousarray(values))


def test_constructing_names_the_weights(weights: Path) -> None:
    backend = proposer(weights, "tcl")
    assert backend.info.name == "clip_dense"
    assert backend.info.revision.startswith("clip.safetensors sha256:")
    assert ", tcl.pt sha256:" in backend.info.revision
    with pytest.raises(InputError, match=r"none\.pt"):
        proposer(weights, "tcl", head=str(weights / "none.pt"))


def test_one_query_alone_has_everything_and_empty_background_works(weights: Path) -> None:
    alone = proposer(weights).propose(picture(64, 64), ["cat"], [])
    assert np.allclose(alone.maps, 1)
    assert np.allclose(alone.scores, 1)
    two = proposer(weights).propose(picture(64, 64), QUERIES, [])
    assert np.allclose(two.maps.sum(axis=0), 1, atol=1e-4)
    with pytest.raises(InputError, match="queries: there are none"):
        proposer(weights).propose(picture(64, 64), [], ["sky"])


def test_a_background_word_that_is_a_query_does_not_compete_with_itself(weights: Path) -> None:
    backend = proposer(weights)
    plain = backend.propose(picture(64, 64), QUERIES, ["sky"])
    doubled = backend.propose(picture(64, 64), QUERIES, ["sky", "cat"])
    assert np.array_equal(plain.maps, doubled.maps)


@pytest.mark.parametrize("size", [(1, 1), (5, 7), (3, 90), (200, 50)])
@pytest.mark.parametrize("method", ["maskclip", "gem"])
def test_a_picture_of_any_size_is_read(weights: Path, method: str, size: tuple[int, int]) -> None:
    found = proposer(weights, method, longest=128).propose(picture(*size), QUERIES, ["sky"])
    assert found.maps.shape[1:] == fitted_size(size, 64, 128)
    assert np.isfinite(found.maps).all()


def test_more_queries_cost_no_second_pass(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import maskwright.tools.clip.maskclip as module

    passes: list[int] = []
    tokens = module.patch_tokens

    def counted(visual: Any, pixels: Any, antialias: bool = False) -> Any:
        passes.append(len(pixels))
        return tokens(visual, pixels, antialias)

    monkeypatch.setattr(module, "patch_tokens", counted)
    backend = proposer(weights)
    for queries in (["cat"], QUERIES, ["dog", "sofa", "tree"]):
        backend.propose(picture(64, 200), queries, ["sky"])
    # (200 - 64) / 32 is 4.25, so there are 6 windows: one batch of 4, one of 2.
    assert passes == [4, 2]
    backend.propose(picture(64, 64), ["cat"], [])
    assert passes == [4, 2, 1]


def test_a_large_picture_slides_or_is_read_at_once_or_squashed(weights: Path) -> None:
    large = picture(90, 300)
    notes = {
        "slides": proposer(weights),
        "once": proposer(weights, slide=False),
        "square": proposer(weights, square=True),
    }
    found = {name: each.propose(large, QUERIES, []).notes[0] for name, each in notes.items()}
    assert found == {
        "slides": "read at 213 x 64 pixels in 6 windows",
        "once": "read at 213 x 64 pixels in 1 window",
        "square": "read at 64 x 64 pixels in 1 window",
    }


def test_templates_change_the_shares(weights: Path) -> None:
    kinds = ("imagenet", "a", "photo")
    maps = [
        proposer(weights, templates=kind).propose(picture(64, 64), QUERIES, []).maps
        for kind in kinds
    ]
    assert np.abs(maps[0] - maps[1]).max() > 1e-3
    assert np.abs(maps[1] - maps[2]).max() > 1e-3


def test_small_shares_are_nobodys_by_gems_rule(weights: Path) -> None:
    plain = proposer(weights, "gem").propose(picture(64, 64), QUERIES, [])
    at = float(np.median(plain.maps.max(axis=0)))
    rule = {"background_rule": "normalised", "background_threshold": at}
    ruled = proposer(weights, "gem", **rule).propose(picture(64, 64), QUERIES, [])
    gone = ~ruled.maps.any(axis=0)
    assert 0.2 < gone.mean() < 0.8
    assert np.array_equal(ruled.maps[:, ~gone], plain.maps[:, ~gone])


def test_little_similarity_is_nobodys_by_tcls_rule(weights: Path) -> None:
    everything, nothing = (
        proposer(weights, "tcl", background_rule="similarity", background_threshold=at).propose(
            picture(64, 64), ["cat"], []
        )
        for at in (0.0, 1.0)
    )
    assert everything.maps.min() > 0.99
    assert not nothing.maps.any()
    assert not nothing.scores.any()


def test_saliency_is_off_beside_contrastive_concepts(weights: Path) -> None:
    import torch

    ground = torch.load(weights / "dinoiser.pt", weights_only=True)
    ground["model_state_dict"]["bkg_decoder.bias"] = torch.tensor([-50.0])
    torch.save(ground, weights / "nothing_salient.pt")
    backend = proposer(
        weights,
        "dinoiser",
        head=str(weights / "nothing_salient.pt"),
        background_rule="saliency",
        background_threshold=1.0,
    )
    two = picture(64, 64)
    assert not backend.propose(two, QUERIES, ["background"]).maps.any()
    beside = backend.propose(two, QUERIES, ["background", "sky"])
    assert beside.maps.any()
    assert beside.notes[1] == "the saliency rule is off beside contrastive concepts"


def test_rules_that_do_not_go_with_a_method_are_refused(weights: Path) -> None:
    with pytest.raises(InputError, match="gem has no saliency"):
        proposer(weights, "gem", background_rule="saliency")
    with pytest.raises(InputError, match="set background_threshold"):
        proposer(weights, "maskclip", background_rule="similarity")
    proposer(weights, "tcl", background_rule="similarity")


@pytest.mark.parametrize("method", ["dinoiser", "tcl"])
def test_a_missing_head_is_named_with_where_to_get_it(weights: Path, method: str) -> None:
    backend = proposer(weights, method, head="")
    with pytest.raises(MissingError, match=f"the checkpoint of {method} is missing.*curl"):
        backend.propose(picture(64, 64), ["cat"], [])


def test_windows_cover_a_picture_and_the_last_is_pushed_back() -> None:
    assert windows((448, 600), 448, 224) == [
        Window(0, 0, 448, 448),
        Window(0, 152, 448, 448),
    ]
    assert [place.x for place in windows((448, 896), 448, 224)] == [0, 224, 448]
    assert windows((10, 30), 448, 224) == [Window(0, 0, 10, 30)]


def test_sizes_are_those_of_mmsegmentation() -> None:
    assert fitted_size((375, 500), 448, 2048) == (448, 597)
    assert fitted_size((500, 375), 448, 2048) == (597, 448)
    assert fitted_size((100, 1000), 448, 2048) == (205, 2048)
    assert padded(np.ones((17, 32, 3), np.uint8), 16).shape == (32, 32, 3)


def test_overlapping_windows_are_averaged() -> None:
    import torch

    rows = torch.stack([torch.zeros(1, 1, 1), torch.ones(1, 1, 1)])
    places = [Window(0, 0, 2, 4), Window(0, 2, 2, 4)]
    found = stitched(rows, places, 2, (2, 6))
    assert found.tolist() == [[[0, 0, 0.5, 0.5, 1, 1]] * 2]
