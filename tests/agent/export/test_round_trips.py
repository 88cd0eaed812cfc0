"""Masks, labels and scores come back from each format, read by that format's own library."""

import base64
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import PIL.Image
import PIL.ImageDraw
import pytest
import shapely
import supervision as sv
from export_cases import Found, any_mask, blob, found, three_things
from hypothesis import HealthCheck, given, settings
from label_studio_converter.brush import decode_rle
from maskwright.agent.export import export, to_detections
from maskwright.agent.export.cvat import runs
from maskwright.agent.export.geojson import geometry
from maskwright.agent.export.labelstudio import pack
from maskwright.agent.export.outlines import edge_outlines
from maskwright.tools.labelmap import read_label_map
from maskwright.tools.mask import iou
from pycocotools.coco import COCO
from transformers.image_transforms import rgb_to_id

# pycocotools 2.0 hands numpy 2 an array in the old way.
old_array = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
few = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def write(case: Found, name: str, folder: Path) -> Path:
    export(case.result, case.image, [name], folder / "out", overwrite=True)
    return folder / "out" / name


@pytest.fixture(scope="module")
def case() -> Found:
    return three_things()


def pairs(case: Found) -> list[tuple[str, np.ndarray, float]]:
    segments = zip(case.result.segments, case.masks, strict=True)
    return [(each.label, mask, each.score) for each, mask in segments]


@old_array
def test_coco_masks_come_back_through_pycocotools(case: Found, tmp_path: Path) -> None:
    coco = COCO(str(write(case, "coco", tmp_path) / "annotations/instances_default.json"))
    (picture,) = coco.dataset["images"]
    assert (picture["file_name"], picture["height"], picture["width"]) == ("beach.jpg", 60, 80)
    names = {each["id"]: each["name"] for each in coco.dataset["categories"]}
    for row, (label, mask, score) in zip(coco.dataset["annotations"], pairs(case), strict=True):
        assert (names[row["category_id"]], row["score"], row["iscrowd"]) == (label, score, 0)
        assert (coco.annToMask(row) == mask).all()
        assert row["area"] == mask.sum()


def test_coco_is_a_data_set_of_supervision(case: Found, tmp_path: Path) -> None:
    folder = write(case, "coco", tmp_path)
    PIL.Image.fromarray(case.image.pixels).save(tmp_path / "beach.jpg")
    file = folder / "annotations/instances_default.json"
    data = sv.DetectionDataset.from_coco(str(tmp_path), str(file), force_masks=True)
    ((_, _, read),) = list(data)
    assert (read.mask == np.stack(case.masks)).all()
    assert [data.classes[number] for number in read.class_id] == ["dog", "cat & mouse", "dog"]
    assert read.xyxy.tolist() == [each.box for each in case.result.segments]


@old_array
@few
@given(mask=any_mask)
def test_any_mask_comes_back_from_coco(mask: np.ndarray, tmp_path: Path) -> None:
    folder = write(found([mask], ["it"]), "coco", tmp_path)
    coco = COCO(str(folder / "annotations/instances_default.json"))
    assert (coco.annToMask(coco.dataset["annotations"][0]) == mask).all()


def test_panoptic_colours_are_numbers_of_segments(case: Found, tmp_path: Path) -> None:
    folder = write(case, "coco-panoptic", tmp_path) / "annotations"
    told = json.loads((folder / "panoptic_default.json").read_text())
    (picture,) = told["annotations"]
    with PIL.Image.open(folder / "panoptic_default" / picture["file_name"]) as png:
        numbers = rgb_to_id(np.asarray(png))
    ring, parts, square = case.masks
    owned = [ring, parts & ~ring, square & ~ring & ~parts]
    assert [each["id"] for each in picture["segments_info"]] == [1, 2, 3]
    for info, mask in zip(picture["segments_info"], owned, strict=True):
        assert ((numbers == info["id"]) == mask).all()
        assert info["area"] == mask.sum()
    names = {each["id"]: each["name"] for each in told["categories"]}
    labels = [names[info["category_id"]] for info in picture["segments_info"]]
    assert labels == ["dog", "cat & mouse", "dog"]


def test_voc_pictures_hold_classes_and_objects_and_boxes(case: Found, tmp_path: Path) -> None:
    folder = write(case, "voc", tmp_path)
    ring, parts, square = case.masks
    classes = read_label_map(folder / "SegmentationClass/beach.png")
    assert ((classes == 1) == (ring | square) & ~(parts & ~ring)).all()
    objects = read_label_map(folder / "SegmentationObject/beach.png")
    assert ((objects == 1) == ring).all()
    assert ((objects == 3) == square & ~ring & ~parts).all()
    with PIL.Image.open(folder / "SegmentationClass/beach.png") as png:
        assert png.mode == "P"
        assert png.getpalette()[:9] == [0, 0, 0, 128, 0, 0, 0, 128, 0]
    assert (folder / "labelmap.txt").read_text().splitlines()[1:] == [
        "background:0,0,0::",
        "dog:128,0,0::",
        "cat & mouse:0,128,0::",
    ]
    (tmp_path / "pictures").mkdir()
    PIL.Image.fromarray(case.image.pixels).save(tmp_path / "pictures/beach.png")
    data = sv.DetectionDataset.from_pascal_voc(
        str(tmp_path / "pictures"), str(folder / "Annotations")
    )
    ((_, _, read),) = list(data)
    assert read.xyxy.tolist() == [each.box for each in case.result.segments]
    assert [data.classes[number] for number in read.class_id] == ["dog", "cat & mouse", "dog"]


@few
@given(mask=any_mask)
def test_any_mask_comes_back_from_index_pictures(mask: np.ndarray, tmp_path: Path) -> None:
    case = found([mask], ["it"])
    folder = write(case, "voc", tmp_path)
    for name in ("SegmentationClass", "SegmentationObject"):
        assert ((read_label_map(folder / name / "beach.png") == 1) == mask).all()
    folder = write(case, "coco-panoptic", tmp_path) / "annotations/panoptic_default"
    with PIL.Image.open(folder / "beach.png") as png:
        assert ((rgb_to_id(np.asarray(png)) == 1) == mask).all()


def test_an_index_picture_follows_the_label_map(tmp_path: Path) -> None:
    left, both = np.zeros((4, 6), bool), np.ones((4, 6), bool)
    left[:, :3] = True
    # The label map gave the left half to the segment that is less sure, and a class a pixel alone.
    alone = np.zeros((4, 6), bool)
    alone[0, 5] = True
    labels = {"cat": left, "dog": ~left & ~alone, "bird": alone}
    names = ["dog", "cat", "bird"]
    case = found([both, left], names[:2], labels_map=labels, classes=names)
    folder = write(case, "voc", tmp_path)
    classes = read_label_map(folder / "SegmentationClass/beach.png")
    assert [(classes == number).sum() for number in (1, 2, 3)] == [11, 12, 1]
    objects = read_label_map(folder / "SegmentationObject/beach.png")
    assert [(objects == number).sum() for number in (0, 1, 2)] == [1, 11, 12]
    panoptic = write(case, "coco-panoptic", tmp_path) / "annotations/panoptic_default.json"
    infos = json.loads(panoptic.read_text())["annotations"][0]["segments_info"]
    assert [(each["id"], each["area"], each.get("score")) for each in infos] == [
        (1, 11, 0.9),
        (2, 12, 0.8),
        (5, 1, None),
    ]


def from_yolo(folder: Path) -> tuple[sv.DetectionDataset, sv.Detections]:
    data = sv.DetectionDataset.from_yolo(
        str(folder / "images"), str(folder / "labels"), str(folder / "data.yaml"), force_masks=True
    )
    ((_, _, read),) = list(data)
    return data, read


def test_yolo_polygons_come_back_with_their_holes_and_parts(case: Found, tmp_path: Path) -> None:
    data, read = from_yolo(write(case, "yolo", tmp_path))
    assert data.classes == ["dog", "cat & mouse"]
    assert read.class_id.tolist() == [0, 1, 0]
    assert (read.mask[2] == case.masks[2]).all()  # neither hole nor part: exact
    hole_and_seam = case.masks[0].sum() - (read.mask[0] & case.masks[0]).sum()
    assert hole_and_seam == 0
    assert not read.mask[0][16:24, 16:29].any()
    assert (read.mask[1] & case.masks[1]).sum() == case.masks[1].sum()
    assert (read.mask[1] & ~case.masks[1]).sum() < 40  # a seam from part to part


def test_an_ordinary_mask_comes_back_from_yolo(tmp_path: Path) -> None:
    mask = blob()
    _, read = from_yolo(write(found([mask], ["it"]), "yolo", tmp_path))
    assert iou(read.mask[0], mask) >= 0.98


@few
@given(mask=any_mask)
def test_no_pixel_of_any_mask_is_lost_in_yolo(mask: np.ndarray, tmp_path: Path) -> None:
    _, read = from_yolo(write(found([mask], ["it"]), "yolo", tmp_path))
    assert (read.mask[0] | ~mask).all()


def labelme_masks(file: Path) -> dict[int, np.ndarray]:
    """Masks by group, drawn as LabelMe draws shapes (`labelme/utils/shape.py`)."""
    told = json.loads(file.read_text())
    out: dict[int, np.ndarray] = {}
    for shape in told["shapes"]:
        canvas = PIL.Image.new("L", (told["imageWidth"], told["imageHeight"]))
        if shape["shape_type"] == "polygon":
            points = [tuple(point) for point in shape["points"]]
            PIL.ImageDraw.Draw(canvas).polygon(points, outline=1, fill=1)
            mask = np.array(canvas, bool)
        else:
            (x0, y0), (x1, y1) = shape["points"]
            mask = np.array(canvas, bool)
            png = PIL.Image.open(io.BytesIO(base64.b64decode(shape["mask"])))
            mask[y0 : y1 + 1, x0 : x1 + 1] = np.asarray(png) > 0
        group = shape["group_id"]
        out[group] = out.get(group, np.zeros_like(mask)) | mask
    return out


def test_labelme_shapes_come_back_as_labelme_draws_them(case: Found, tmp_path: Path) -> None:
    folder = write(case, "labelme", tmp_path)
    masks = labelme_masks(folder / "beach.json")
    assert all((masks[number] == mask).all() for number, mask in enumerate(case.masks, 1))
    shapes = json.loads((folder / "beach.json").read_text())["shapes"]
    kinds = [(shape["label"], shape["shape_type"], shape["score"]) for shape in shapes]
    assert kinds == [
        ("dog", "mask", 0.9),
        ("cat & mouse", "polygon", 0.8),
        ("cat & mouse", "polygon", 0.8),
        ("dog", "polygon", 0.7),
    ]
    assert (folder / json.loads((folder / "beach.json").read_text())["imagePath"]).is_file()


def test_labelme_polygons_are_read_by_supervision(tmp_path: Path) -> None:
    case = three_things()
    plain = found(case.masks[1:], ["cat", "dog"])
    folder = write(plain, "labelme", tmp_path)
    data = sv.DetectionDataset.from_labelme(str(folder), str(folder), force_masks=True)
    ((_, _, read),) = list(data)
    union = np.any(read.mask, axis=0)
    assert (union == case.masks[1] | case.masks[2]).all()


def test_label_studio_decodes_our_brush_masks(case: Found, tmp_path: Path) -> None:
    folder = write(case, "labelstudio", tmp_path)
    (task,) = json.loads((folder / "tasks.json").read_text())
    (prediction,) = task["predictions"]
    for row, (label, mask, score) in zip(prediction["result"], pairs(case), strict=True):
        assert (row["value"]["brushlabels"], row["score"]) == ([label], score)
        read = decode_rle(row["value"]["rle"]).reshape(60, 80, 4)
        assert ((read[:, :, 3] > 0) == mask).all()
    labels = ElementTree.parse(folder / "config.xml").findall(".//Label")
    assert [each.get("value") for each in labels] == ["dog", "cat & mouse"]


@given(mask=any_mask)
def test_any_mask_is_unpacked_by_label_studio(mask: np.ndarray) -> None:
    read = decode_rle(list(pack(mask))).reshape(*mask.shape, 4)
    assert (read == np.where(mask, 255, 0)[:, :, None]).all()


def test_a_run_longer_than_the_widest_length_is_cut() -> None:
    mask = np.zeros((200, 300), bool)
    mask[100:] = True
    assert ((decode_rle(list(pack(mask))).reshape(200, 300, 4)[..., 3] > 0) == mask).all()


def cvat_mask(element: ElementTree.Element, shape: tuple[int, int]) -> np.ndarray:
    """A mask as CVAT's documentation of the format says it is stored."""
    x, y, width, height = (int(element.attrib[key]) for key in ("left", "top", "width", "height"))
    lengths = [int(run) for run in element.attrib["rle"].split(",")]
    values = np.repeat(np.arange(len(lengths)) % 2 == 1, lengths)
    mask = np.zeros(shape, bool)
    mask[y : y + height, x : x + width] = values.reshape(height, width)
    return mask


def test_cvat_masks_come_back_with_scores_and_the_surest_on_top(
    case: Found, tmp_path: Path
) -> None:
    root = ElementTree.parse(write(case, "cvat", tmp_path) / "annotations.xml").getroot()
    assert [each.text for each in root.findall("meta/task/labels/label/name")] == [
        "dog",
        "cat & mouse",
    ]
    (picture,) = root.findall("image")
    assert picture.attrib == {"id": "0", "name": "beach.jpg", "width": "80", "height": "60"}
    rows = sorted(picture.findall("mask"), key=lambda each: -int(each.attrib["z_order"]))
    for row, (label, mask, score) in zip(rows, pairs(case), strict=True):
        assert row.attrib["label"] == label
        assert (cvat_mask(row, (60, 80)) == mask).all()
        assert float(row.findtext("attribute[@name='score']", "")) == score


@given(mask=any_mask)
def test_runs_of_any_mask_come_back(mask: np.ndarray) -> None:
    lengths = runs(mask)
    values = np.repeat(np.arange(len(lengths)) % 2 == 1, lengths)
    assert (values.reshape(mask.shape) == mask).all()


def test_geojson_is_read_by_shapely_and_covers_the_pixels(case: Found, tmp_path: Path) -> None:
    told = json.loads((write(case, "geojson", tmp_path) / "beach.geojson").read_text())
    kinds = [each["geometry"]["type"] for each in told["features"]]
    assert kinds == ["Polygon", "MultiPolygon", "Polygon"]
    for feature, (label, mask, score) in zip(told["features"], pairs(case), strict=True):
        area = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert area.is_valid
        assert area.area == mask.sum() == feature["properties"]["area"]
        assert (feature["properties"]["label"], feature["properties"]["score"]) == (label, score)
        y, x = np.mgrid[:60, :80]
        assert (shapely.contains_xy(area, x + 0.5, y + 0.5) == mask).all()
    outer = told["features"][0]["geometry"]["coordinates"][0]
    assert outer[0] == outer[-1]
    assert shapely.LinearRing(outer).is_ccw


@given(mask=any_mask)
def test_any_mask_comes_back_from_geojson(mask: np.ndarray) -> None:
    area = shapely.from_geojson(json.dumps(geometry(edge_outlines(mask))))
    y, x = np.mgrid[: mask.shape[0], : mask.shape[1]]
    assert area.is_valid
    assert (shapely.contains_xy(area, x + 0.5, y + 0.5) == mask).all()


def test_detections_are_the_segments(case: Found) -> None:
    read = to_detections(case.result)
    assert (read.mask == np.stack(case.masks)).all()
    assert read.xyxy.tolist() == [each.box for each in case.result.segments]
    assert read.confidence.tolist() == pytest.approx([0.9, 0.8, 0.7])
    assert read.class_id.tolist() == [0, 1, 0]
    assert read["class_name"].tolist() == ["dog", "cat & mouse", "dog"]
    nothing = to_detections(case.result.model_copy(update={"segments": []}))
    assert len(nothing) == 0
