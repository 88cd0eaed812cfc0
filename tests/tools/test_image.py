"""Pictures of every kind become upright RGB; what is no picture is refused in one sentence."""

import hashlib
import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from maskwright.errors import InputError, ToolError
from maskwright.tools.image import ImageRef, ImageStore, image_id, load_image, read_capped

RED, WHITE = (255, 0, 0), (255, 255, 255)


def picture(height: int = 6, width: int = 8) -> np.ndarray:
    """A gradient with a red corner: every row and column differs."""
    rows, cols = np.mgrid[:height, :width]
    rgb = np.stack([rows * 20, cols * 20, (rows + cols) * 10], axis=2).astype(np.uint8)
    rgb[0, 0] = RED
    return rgb


def saved(image: PIL.Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def test_id_is_the_hash_of_the_decoded_pixels(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    PIL.Image.fromarray(picture()).save(path)
    image = load_image(path)
    assert image.id == hashlib.sha256(picture().tobytes()).hexdigest() == image_id(picture())
    assert (image.width, image.height, image.path) == (8, 6, str(path))
    assert np.array_equal(image.pixels, picture())


def test_pixels_are_read_only_and_not_the_callers_array() -> None:
    mine = picture()
    image = load_image(mine)
    mine[:] = 0
    assert image.pixels[0, 0].tolist() == list(RED)
    with pytest.raises(ValueError, match="read-only"):
        image.pixels[0, 0] = 0


def test_path_bytes_array_and_pil_give_one_id(tmp_path: Path) -> None:
    pil = PIL.Image.fromarray(picture())
    path = tmp_path / "a.png"
    pil.save(path)
    sources = [path, str(path), path.read_bytes(), picture(), pil]
    assert len({load_image(source).id for source in sources}) == 1


@pytest.mark.parametrize(("orientation", "turned"), [(0, False), (1, False), (3, True), (6, True)])
def test_that_a_file_holds_its_picture_turned_is_kept(
    tmp_path: Path, orientation: int, turned: bool
) -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "a.png"
    PIL.Image.fromarray(picture()).save(path, exif=exif)
    with PIL.Image.open(path) as opened:
        sources = [path, path.read_bytes(), opened]
        refs = [ImageStore(tmp_path / str(i)).put(load_image(s)) for i, s in enumerate(sources)]
    assert [ref.turned for ref in refs] == [turned] * 3
    again = [ImageStore(tmp_path / str(number)).open(ref) for number, ref in enumerate(refs)]
    assert [image.turned for image in again] == [turned] * 3


def test_an_old_reference_loads_and_json_names_only_what_is_turned() -> None:
    old = {"path": None, "sha256": "0" * 64, "width": 3, "height": 2}
    ref = ImageRef.model_validate(old)
    assert not ref.turned
    assert ref.model_dump() == old
    turned = ref.model_copy(update={"turned": True})
    assert ImageRef.model_validate_json(turned.model_dump_json()) == turned
    fields = set(ImageRef.model_json_schema(mode="serialization")["properties"])
    assert fields == {*old, "turned"}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_rotation_is_applied(orientation: int) -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    data = saved(PIL.Image.fromarray(picture()), "PNG", exif=exif)
    image = load_image(data)
    swaps = orientation >= 5
    assert image.pixels.shape == ((8, 6, 3) if swaps else (6, 8, 3))
    corner = {1: (0, 0), 2: (0, -1), 3: (-1, -1), 4: (-1, 0)}
    corner |= {5: (0, 0), 6: (0, -1), 7: (-1, -1), 8: (-1, 0)}
    assert image.pixels[corner[orientation]].tolist() == list(RED)


def test_alpha_is_laid_over_white() -> None:
    rgba = np.zeros((1, 3, 4), np.uint8)
    rgba[0] = [(255, 0, 0, 255), (255, 0, 0, 0), (0, 0, 0, 128)]
    expected = [list(RED), list(WHITE), [127, 127, 127]]
    for source in (rgba, saved(PIL.Image.fromarray(rgba), "PNG")):
        assert load_image(source).pixels[0].tolist() == expected


def test_grey_with_alpha_is_laid_over_white() -> None:
    grey_alpha = np.array([[[10, 255], [10, 0]]], np.uint8)
    for source in (grey_alpha, saved(PIL.Image.fromarray(grey_alpha, "LA"), "PNG")):
        assert load_image(source).pixels[0].tolist() == [[10] * 3, [255] * 3]


def test_palette_with_a_transparent_colour_is_laid_over_white() -> None:
    indexed = PIL.Image.new("P", (2, 1))
    indexed.putpalette([255, 0, 0, 0, 0, 255])
    indexed.putdata([0, 1])
    assert load_image(saved(indexed, "PNG")).pixels[0].tolist() == [[255, 0, 0], [0, 0, 255]]
    pixels = load_image(saved(indexed, "PNG", transparency=1)).pixels
    assert pixels[0].tolist() == [[255, 0, 0], [255, 255, 255]]


def test_cmyk_jpeg_becomes_rgb() -> None:
    red = PIL.Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    pixel = load_image(saved(red, "JPEG", quality=100)).pixels[4, 4]
    assert pixel[0] > 240
    assert pixel[1:].max() < 20


def test_one_bit_becomes_black_and_white() -> None:
    bits = PIL.Image.fromarray(np.array([[True, False]]))
    for source in (bits, saved(bits, "PNG"), np.array([[True, False]])):
        assert load_image(source).pixels[0].tolist() == [[255] * 3, [0] * 3]


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_not_clipped(kind: str) -> None:
    deep = np.array([[0, 257, 32896, 65535]], np.uint16)
    for source in (deep, saved(PIL.Image.fromarray(deep), kind)):
        assert load_image(source).pixels[0, :, 0].tolist() == [0, 1, 128, 255]


def test_float_arrays_are_in_zero_to_one() -> None:
    assert load_image(np.array([[0.0, 0.5, 1.0]])).pixels[0, :, 0].tolist() == [0, 128, 255]


@pytest.mark.parametrize(
    "array",
    [
        np.array([[1.5]]),
        np.array([[np.nan]]),
        np.array([[300]]),
        np.array([[-1]]),
        np.array([["a"]]),
        np.zeros((2, 2, 5)),
        np.zeros(3),
        np.zeros((0, 4, 3), np.uint8),
    ],
    ids=["above 1", "nan", "above 255", "negative", "text", "channels", "one axis", "no pixels"],
)
def test_arrays_of_the_wrong_kind_are_refused(array: np.ndarray) -> None:
    with pytest.raises(InputError, match=r"^image: "):
        load_image(array)


def test_webp_and_the_first_frame_of_an_animation() -> None:
    pil = PIL.Image.fromarray(picture())
    assert np.array_equal(load_image(saved(pil, "WEBP", lossless=True)).pixels, picture())
    frames = [PIL.Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        options = {"lossless": True} if kind == "WEBP" else {}
        data = saved(frames[0], kind, save_all=True, append_images=frames[1:], **options)
        assert load_image(data).pixels[0, 0].tolist() == list(RED), kind


def bomb() -> bytes:
    """A PNG whose header says 30000 x 30000, and nothing more."""
    header = struct.pack(">IIBBBBB", 30000, 30000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    crc = struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header)) + chunk + crc


def truncated() -> bytes:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    return saved(PIL.Image.fromarray(noise), "JPEG")[:1500]


BAD = {
    "text": (b"hello, this is no picture\n", "holds text, not a picture; save it as PNG"),
    "empty": (b"", r"is empty \(0 bytes\)"),
    "bomb": (bomb(), "is too large.*make it smaller"),
    "bomb with data": (bomb() + b"\0\0\0\x01IDATx\0\0\0\0", "is too large.*make it smaller"),
    "truncated": (truncated(), "is damaged or cut off"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is an SVG drawing"),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(99), "is a HEIC picture"),
    "pdf": (b"%PDF-1.7\n", "is a document"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "is a document"),
    "binary": (bytes(range(128, 256)), "not a picture in a known format"),
    "cut png": (saved(PIL.Image.fromarray(picture(99, 99)), "PNG")[:60], "is damaged or cut off"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_picture_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    data, message = BAD[name]
    path = tmp_path / "photo.jpg"
    path.write_bytes(data)
    with pytest.raises(InputError, match=message) as caught:
        load_image(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_missing_file_and_a_directory_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load_image(tmp_path / "no.jpg")
    with pytest.raises(InputError, match="is a directory"):
        load_image(tmp_path)


def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    for path in (tmp_path / "pipe.png", Path("/dev/zero")):
        with pytest.raises(InputError, match=f"^{path}: is no regular file; "):
            load_image(path)


def test_no_more_than_the_cap_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_capped(io.BytesIO(b"12345"), "stdin", max_bytes=5) == b"12345"
    with pytest.raises(InputError, match="^stdin: is larger than 1 MiB; "):
        read_capped(io.BytesIO(bytes(2**20 + 1)), "stdin", max_bytes=2**20)
    monkeypatch.setattr("maskwright.tools.image.MAX_FILE_BYTES", 2**10)
    (tmp_path / "big.png").write_bytes(bytes(2**10 + 1))
    with pytest.raises(InputError, match="big.png: is larger than "):
        load_image(tmp_path / "big.png")


def test_the_pixel_cap_can_be_set() -> None:
    with pytest.raises(InputError, match="too large at 8 x 6"):
        load_image(picture(), max_pixels=47)
    assert load_image(picture(), max_pixels=48).width == 8


def test_store_reads_an_evicted_picture_again_from_its_file(tmp_path: Path) -> None:
    store = ImageStore(tmp_path / "cache", memory=1)
    path = tmp_path / "a.png"
    PIL.Image.fromarray(picture()).save(path)
    first = store.put(load_image(path))
    store.put(load_image(picture(9, 9)))
    assert np.array_equal(store.get(first.sha256).pixels, picture())
    assert not list((tmp_path / "cache").glob(f"{first.sha256}*"))


def test_another_process_finds_a_picture_that_came_as_an_array(tmp_path: Path) -> None:
    ref = ImageStore(tmp_path).put(load_image(picture()))
    for look in (lambda s: s.open(ref), lambda s: s.get(ref.sha256)):
        assert np.array_equal(look(ImageStore(tmp_path)).pixels, picture())


def test_store_says_when_a_file_has_changed_or_gone(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    PIL.Image.fromarray(picture()).save(path)
    ref = ImageStore(tmp_path).put(load_image(path))
    PIL.Image.new("RGB", (8, 6)).save(path)
    with pytest.raises(ToolError, match="has changed since"):
        ImageStore(tmp_path).open(ref)
    path.unlink()
    with pytest.raises(ToolError, match="no such file"):
        ImageStore(tmp_path).open(ref)
    with pytest.raises(ToolError, match="no picture with the id") as caught:
        ImageStore(tmp_path).get("0" * 64)
    assert caught.value.code == "image_gone"


@pytest.mark.parametrize("name", ["../../x", "*", "", "0" * 63 + "*", "0" * 64 + "\n", "A" * 64])
def test_what_is_no_id_is_looked_for_nowhere(tmp_path: Path, name: str) -> None:
    ImageStore(tmp_path / "images").put(load_image(picture()))
    with pytest.raises(InputError, match="is no id of a picture"):
        ImageStore(tmp_path / "images").get(name)


def test_one_colour_pictures_of_two_shapes_are_not_confused(tmp_path: Path) -> None:
    wide, tall = load_image(np.zeros((2, 3))), load_image(np.zeros((3, 2)))
    assert wide.id == tall.id
    assert wide.key != tall.key
    store = ImageStore(tmp_path)
    refs = [store.put(wide), store.put(tall)]
    assert [store.open(ref).pixels.shape for ref in refs] == [(2, 3, 3), (3, 2, 3)]


def test_the_cache_folder_is_bounded(tmp_path: Path) -> None:
    store = ImageStore(tmp_path, disk=1)
    for size in (4, 5, 6):
        store.put(load_image(picture(size, size)))
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_written_to_is_warned_of_and_ends_no_run(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    store = ImageStore(tmp_path / "file" / "images")
    ref = store.put(load_image(picture()))
    assert np.array_equal(store.open(ref).pixels, picture())
    store.put(load_image(picture()[:2]))
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "pictures stay in memory" in caplog.text


def test_a_picture_that_need_not_last_is_written_only_when_it_leaves_memory(tmp_path: Path) -> None:
    store = ImageStore(tmp_path, memory=1)
    ref = store.put(load_image(picture()), lasting=False)
    assert list(tmp_path.iterdir()) == []
    store.put(load_image(picture()[:2]), lasting=False)
    assert len(list(tmp_path.iterdir())) == 1
    assert np.array_equal(store.open(ref).pixels, picture())
