"""Results in the formats of others: COCO, Pascal VOC, YOLO, LabelMe, Label Studio, CVAT, GeoJSON.

Read `dataset.py` for what a format is given, then `coco.py` for the plainest format; `writing.py`
puts the files on the disk. What a format cannot hold is counted and said, never dropped in silence.
"""

from __future__ import annotations

from .dataset import FORMATS
from .detections import to_detections
from .writing import Exported, export, export_many

__all__ = ["FORMATS", "Exported", "export", "export_many", "to_detections"]
