"""The chart of a search: every trial is in it, and nothing else can be."""

import re
from html.parser import HTMLParser

from advisor.tuning.chart import chart
from advisor.tuning.journal import Trial


def trial(number: int, stage: str, score: float | None, **more: object) -> Trial:
    failed = "" if score is not None else "diverged"
    fields = {"pins": {}, "changed": {"training.batch_size": (64, 32)}, "seconds": 1.0, "judged_by": "rmse"} | more
    return Trial(number=number, stage=stage, key=str(number), score=score, failed=failed, **fields)  # type: ignore[arg-type]


class Elements(HTMLParser):
    """Counts elements, and finds what would load something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.links += [str(value) for name, value in attrs if name in ("src", "href") or name.startswith("on")]


DONE = [
    trial(1, "as recommended", 4.0, changed={}),
    trial(2, "learning rate, under a constant schedule", 3.5),
    trial(3, "capacity (depth)", None),
    trial(4, "capacity (depth)", 900.0),
    trial(5, "capacity (depth)", 3.0),
]


def test_every_trial_is_in_the_chart() -> None:
    page = chart(DONE, "tuned: 5 trials")
    elements = Elements(page)
    assert elements.found.count("circle") == 4
    assert elements.found.count("tr") == 1 + 5
    assert page.count('class="record"') == 2 * 3  # dots and rows of trials 1, 2 and 5
    assert elements.links == []
    assert "trial 3, capacity: training.batch_size 64 -&gt; 32: diverged" in page
    assert not re.search(r"https?:", page)


def test_heights_are_in_the_order_of_the_scores_and_the_worst_stand_at_the_edge() -> None:
    heights = [float(y) for y in re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)"', chart(DONE, "t"))]
    one, two, far, best = heights
    assert far < one < two < best
    assert far > 0


def test_scores_that_are_higher_the_better_rise() -> None:
    done = [trial(1, "as recommended", 0.7, judged_by="auc"), trial(2, "capacity", 0.8, judged_by="auc")]
    one, two = (float(y) for y in re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)"', chart(done, "t")))
    assert two < one


def test_what_the_data_says_is_no_markup() -> None:
    hostile = "<script>alert(1)</script>\x1b[31m"
    page = chart([trial(1, hostile, 1.0, changed={hostile: (hostile, hostile)}, shows=[hostile])], hostile)
    assert "<script" not in page
    assert "\x1b" not in page


def test_one_trial_and_none_with_a_score_have_a_chart() -> None:
    assert Elements(chart(DONE[:1], "t")).found.count("circle") == 1
    assert Elements(chart([trial(1, "as recommended", None)], "t")).found.count("circle") == 0
