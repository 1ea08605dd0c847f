"""Ids of rules that are no more. They are never given again: other people's CI, notes and configs refer to them."""

from typing import Final

RETIRED: Final = {
    "HORIZON": "LOOK-AHEAD took its place",
    "NUM-FEW-ROWS": "numbers are embedded below 1,000 rows, too",
    "PATCH": "PATCH-SHORT and PATCH-LONG took its place",
    "STEM-HALF": "STEM-BANDS and STEM-LARGE took its place",
}
