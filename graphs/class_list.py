"""The class list of a run, for graphs and all above them; it stands in `tools/class_list.py`."""

from ..tools.class_list import BACKGROUND, ClassList, find, fold, pick, tidy

__all__ = ["BACKGROUND", "ClassList", "find", "fold", "pick", "tidy"]
