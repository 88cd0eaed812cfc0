"""Exports: whole folders, harmless names, several results in one data set, and what was lost."""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import PIL.Image
import pytest
import supervision as sv
import yaml
from export_cases import Found, found, three_things, written
from maskwright import InputError, MissingError, load_image
from maskwright.agent.chat import open_picture
from maskwright.agent.export import FORMATS, Exported, export, export_many, to_detections
from maskwright.agent.export.dataset import dataset_of, stem_of
from maskwright.agent.export.writing import read_formats
from maskwright.tools.image import ImageStore
from maskwright.tools.labelmap import read_label_map
from pycocotools.coco import COCO

ALL = list(FORMATS)
HOSTILE = [
    "../../etc/passwd",
    "<script>alert('1')</script> & \"quoted\"",
    "no",
    "a: [b, c] # d\n- e",
    "🍅 Ünïcödé 西红柿",
    "bell\x07\x00 \ud800",
    "C:\\windows",
]


def boxes(count: int, path: str | None = "beach.jpg") -> Found:
    masks = [np.zeros((20, 30), bool) for _ in range(count)]
    for row, mask in enumerate(masks):
        mask[2 * row : 2 * row + 2, row : row + 8] = True
    return found(masks, HOSTILE[:count], [0.5] * count, path=path)


def test_each_format_gets_a_folder_and_the_manifest_lists_all(tmp_path: Path) -> None:
    case = three_things()
    done = export(case.result, case.image, ALL, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {*FORMATS, "export.json"}
    told = json.loads((tmp_path / "out/export.json").read_text())
    assert {*told["files"], "export.json"} == written(tmp_path / "out")
    assert told["notes"] == done.notes
    assert {path.relative_to(tmp_path / "out").as_posix() for path in done.files} == written(
        tmp_path / "out"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_a_format_cannot_hold_is_said(tmp_path: Path) -> None:
    case = three_things()
    done = export(case.result, case.image, ALL, tmp_path / "out")
    square_and_parts = int((case.masks[2] & (case.masks[0] | case.masks[1])).sum())
    parts = int((case.masks[1] & case.masks[0]).sum())
    shared = "pixels of segments that are another segment's, or nobody's, in an index picture"
    assert done.notes == [
        f"coco-panoptic: {shared}: {square_and_parts + parts}",
        "coco-panoptic: every class is called a thing: the labels do not tell things from stuff",
        f"voc: {shared}: {square_and_parts + parts}",
        "voc: scores are left out: Pascal VOC has no place for them",
        "yolo: segments with holes or several parts are one polygon with seams a pixel wide: 2",
        "yolo: scores are left out: the format of labels has no place for them",
        "labelme: segments with holes are masks, which readers that know polygons alone pass over:"
        " 1",
        "labelstudio: data.image is the picture's file name: give the address that Label Studio"
        " serves it at",
        "geojson: coordinates are pixels from the upper left corner, not degrees",
    ]


def test_nothing_found_is_an_export_too_and_has_nothing_to_say(tmp_path: Path) -> None:
    case = three_things()
    empty = case.result.model_copy(update={"segments": []})
    done = export(empty, case.image, [name for name in ALL if name != "labelstudio"], tmp_path)
    assert done.notes == []
    assert (tmp_path / "yolo/labels/beach.txt").read_text() == ""
    assert COCO(str(tmp_path / "coco/annotations/instances_default.json")).anns == {}


def test_a_segment_without_a_pixel_is_left_out_and_counted_once(tmp_path: Path) -> None:
    case = found([np.zeros((4, 4), bool), np.ones((4, 4), bool)], ["a", "b"])
    done = export(case.result, case.image, ALL, tmp_path)
    said = [note for note in done.notes if "without a pixel" in note]
    assert said == [f"{name}: segments without a pixel are left out: 1" for name in FORMATS]


def test_no_label_becomes_a_path_and_all_come_back(tmp_path: Path) -> None:
    case = boxes(len(HOSTILE))
    names = written_by(case, tmp_path / "hostile")
    mild = found(case.masks, ["a", "b", "c", "d", "e", "f", "g"], [0.5] * 7)
    assert names == written_by(mild, tmp_path / "mild")
    out = tmp_path / "hostile"
    assert [path.name for path in tmp_path.iterdir() if path.name not in {"hostile", "mild"}] == []
    told = json.loads((out / "coco/annotations/instances_default.json").read_text())
    assert [each["name"] for each in told["categories"]] == HOSTILE
    assert yaml.safe_load((out / "yolo/data.yaml").read_text())["names"] == HOSTILE
    shapes = json.loads((out / "labelme/beach.json").read_text())["shapes"]
    assert [each["label"] for each in shapes] == HOSTILE
    changed = [name.replace("\x07\x00 \ud800", "��" + " �") for name in HOSTILE]
    for file, path in (("cvat/annotations.xml", ".//mask"), ("labelstudio/config.xml", ".//Label")):
        found_there = ElementTree.parse(out / file).findall(path)
        labels = [each.get("label") or each.get("value") for each in found_there]
        assert sorted(labels) == sorted(changed)
        assert "<script>" not in (out / file).read_text()
    things = ElementTree.parse(out / "voc/Annotations/beach.xml").findall("object/name")
    assert [each.text for each in things] == changed
    tasks = json.loads((out / "labelstudio/tasks.json").read_text())
    rows = tasks[0]["predictions"][0]["result"]
    assert [row["value"]["brushlabels"] for row in rows] == [[name] for name in changed]


def written_by(case: Found, folder: Path) -> set[str]:
    export(case.result, case.image, ALL, folder)
    return written(folder)


def test_names_that_xml_cannot_hold_are_said(tmp_path: Path) -> None:
    case = boxes(len(HOSTILE))
    done = export(case.result, case.image, ["cvat", "voc"], tmp_path)
    changed = "names with characters that XML cannot hold were changed"
    assert [note for note in done.notes if changed in note] == [
        f"cvat: {changed}: 1",
        f"voc: {changed}: 1",
    ]
    assert "voc: names that lost colons, hashes or line breaks in labelmap.txt: 3" in done.notes
    lines = (tmp_path / "voc/labelmap.txt").read_text().splitlines()
    assert len(lines) == len(HOSTILE) + 2
    assert all(line.count(":") == 3 for line in lines)


@pytest.mark.parametrize(
    ("path", "stem"),
    [
        ("photos/beach.tar.jpg", "beach.tar"),
        ("../..", "0123456789abcdef"),
        (None, "0123456789abcdef"),
        (".hidden", "hidden"),
        ("a b\n<c>.png", "a_b_c"),
        ("..\\..\\x.png", "x"),
        ("西红柿.jpg", "西红柿"),
        ("x" * 300 + ".jpg", "x" * 50),
    ],
)
def test_files_are_named_by_what_is_harmless_of_the_picture(path: str | None, stem: str) -> None:
    result = three_things(path).result
    ref = result.image.model_copy(update={"sha256": "0123456789abcdef" + "0" * 48})
    assert stem_of(result.model_copy(update={"image": ref})) == stem


def test_several_results_are_one_data_set(tmp_path: Path) -> None:
    first, second, third = three_things("a/beach.jpg"), boxes(3, "b/Beach.jpg"), boxes(2, None)
    cases = [(each.result, each.image) for each in (first, second, third)]
    done = export_many(cases, ["coco", "yolo", "voc"], tmp_path / "all")
    assert isinstance(done, Exported)
    coco = COCO(str(tmp_path / "all/coco/annotations/instances_default.json"))
    assert [each["file_name"] for each in coco.loadImgs([1, 2])] == ["beach.jpg", "Beach.jpg"]
    assert [len(coco.getAnnIds(imgIds=[number])) for number in (1, 2, 3)] == [3, 3, 2]
    assert sorted(coco.anns) == list(range(1, 9))
    stems = sorted(path.stem for path in (tmp_path / "all/yolo/labels").iterdir())
    assert stems == sorted(["beach", "Beach-2", third.image.id[:16]])
    data = sv.DetectionDataset.from_yolo(
        *(str(tmp_path / "all/yolo" / name) for name in ("images", "labels", "data.yaml"))
    )
    assert len(data) == 3
    assert data.classes == ["dog", "cat & mouse", *HOSTILE[:3]]


def test_a_shared_file_name_is_said(tmp_path: Path) -> None:
    cases = [(each.result, each.image) for each in (boxes(1, "a/x.jpg"), boxes(2, "b/x.jpg"))]
    notes = export_many(cases, ["coco"], tmp_path).notes
    assert notes == [
        "coco: pictures whose file name another picture has too (sha256 tells them apart): 1"
    ]


def test_a_picture_that_is_stored_turned_is_said(tmp_path: Path) -> None:
    photo = tmp_path / "turned.jpg"
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    PIL.Image.new("RGB", (30, 20), "grey").save(photo, exif=exif)
    image = open_picture(str(photo))
    case = found([np.ones((30, 20), bool)], ["all"], path=str(photo))
    ref = ImageStore(tmp_path).put(image)
    result = case.result.model_copy(update={"image": ref})
    notes = export(result, image, ["coco", "yolo"], tmp_path / "out").notes
    turned = "pictures whose file is turned by EXIF, while the masks lie on the upright picture: 1"
    assert notes[0] == f"coco: {turned}"
    assert not [note for note in notes[1:] if "EXIF" in note]
    with PIL.Image.open(tmp_path / "out/yolo/images/turned.png") as upright:
        assert upright.size == (20, 30)


def test_no_file_is_opened_to_learn_that_it_is_turned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    PIL.Image.new("RGB", (30, 20)).save(tmp_path / "beach.jpg", exif=exif)
    monkeypatch.chdir(tmp_path)
    case = three_things("beach.jpg")  # a client's name for another picture
    notes = export(case.result, case.image, ["voc"], tmp_path / "out").notes
    assert not [note for note in notes if "EXIF" in note]


def test_an_export_is_replaced_only_if_told_and_other_files_never(tmp_path: Path) -> None:
    case = three_things()
    out = tmp_path / "out"
    export(case.result, case.image, ["coco", "yolo"], out)
    with pytest.raises(InputError, match="holds an export already"):
        export(case.result, case.image, ["voc"], out)
    export(case.result, case.image, ["voc"], out, overwrite=True)
    assert {path.name for path in out.iterdir()} == {"voc", "export.json"}
    (out / "voc/mine.txt").write_text("mine")
    with pytest.raises(InputError, match=r"holds other files \(voc/mine.txt\)"):
        export(case.result, case.image, ["voc"], out, overwrite=True)
    assert (out / "voc/mine.txt").read_text() == "mine"


def test_another_picture_or_an_unknown_format_leaves_nothing(tmp_path: Path) -> None:
    case = three_things()
    other = load_image(np.zeros((60, 80, 3), np.uint8))
    with pytest.raises(InputError, match=r"beach.jpg: is not the picture of this result"):
        export(case.result, other, ["coco", "yolo"], tmp_path / "out")
    with pytest.raises(InputError, match="--format coc0: no such format; did you mean 'coco'"):
        export(case.result, case.image, ["coc0"], tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_format_names_may_be_written_both_ways_and_twice() -> None:
    assert read_formats(["COCO_panoptic", "coco-panoptic", "voc"]) == ["coco-panoptic", "voc"]


def test_labels_that_are_no_class_come_after_the_classes() -> None:
    case = found([np.ones((2, 2), bool)], ["a kitten"], classes=["cat", "dog"])
    assert dataset_of([(case.result, case.image)]).labels == ["cat", "dog", "a kitten"]


def test_detections_without_supervision_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "supervision", None)
    with pytest.raises(MissingError, match=r"supervision is missing .*maskwright\[export\]"):
        to_detections(three_things().result)


def test_more_than_254_classes_need_16_bits_and_it_is_said(tmp_path: Path) -> None:
    case = found([np.ones((2, 3), bool)], ["last"], classes=[f"c{n}" for n in range(299)])
    notes = export(case.result, case.image, ["voc"], tmp_path).notes
    assert "voc: index pictures with more than 254 numbers have 16 bits and no palette: 1" in notes
    grid = read_label_map(tmp_path / "voc/SegmentationClass/beach.png")
    assert grid.tolist() == [[300] * 3] * 2
