"""What is tried: inputs of each format, built as the format has them, with odd values in them and bytes amiss."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.chance import Chance
from tests.fuzz.inputs.documents import config, gallery, history, problem, trainer
from tests.fuzz.inputs.folders import folders, images, sounds
from tests.fuzz.inputs.models import archive, model
from tests.fuzz.inputs.tables import binary_table, json_table, text_table
from tests.fuzz.inputs.tree import Input
from tests.strategies import problems

__all__ = ["BASES", "FORMATS", "Input"]

FORMATS: dict[str, Callable[[Chance, Any], Input]] = {
    "problem": problem,
    "config": config,
    "trainer": trainer,
    "history": history,
    "model": model,
    "archive": archive,
    "text-table": text_table,
    "json-table": json_table,
    "binary-table": binary_table,
    "images": images,
    "sounds": sounds,
    "folders": folders,
}
BASES: dict[str, st.SearchStrategy[Any]] = {  # what an input is made from, where that is drawn
    "problem": problems().map(lambda problem: problem.document()),
    "config": st.deferred(lambda: st.sampled_from(gallery())),
}
