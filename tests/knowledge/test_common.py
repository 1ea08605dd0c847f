"""How counts are said."""

import pytest

from advisor.knowledge.common import count, plural, rounded


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0"), (712, "712"), (60_000, "60,000"), (999_999, "999,999"), (1_000_000, "1 million"),
        (2_500_000, "2.5 million"), (999_400_000, "999 million"), (999_500_000, "1 billion"), (10**9, "1 billion"),
        (999_999_999_999, "1 trillion"), (10**12, "1 trillion"), (10**15, "1,000 trillion"),
    ],
)  # fmt: skip
def test_a_count_reads_as_people_write_it(number: float, said: str) -> None:
    assert count(number) == said


def test_one_is_not_many() -> None:
    assert [plural(n, "class", "classes") for n in (0, 1, 2)] == ["0 classes", "1 class", "2 classes"]


@pytest.mark.parametrize(
    ("number", "said"),
    [(0.25, "0.25"), (7.5, "7.5"), (71.13, "71.1"), (999.4, "999"), (1_230, "1,230"), (2e6, "2 million")],
)
def test_a_number_is_rounded_without_an_exponent(number: float, said: str) -> None:
    assert rounded(number) == said
