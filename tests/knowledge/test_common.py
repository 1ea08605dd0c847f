"""How counts are said."""

import pytest

from advisor.quantities import count, decimal, each, plural


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
    assert [each(n, "class", "classes") for n in (1, 2)] == ["the class", "each of 2 classes"]


@pytest.mark.parametrize(
    ("number", "said"),
    [(-0.0, "0"), (-7_500, "-7,500"), (1, "1"), (1.25, "1.25"), (99.94, "99.9"), (100, "100"), (2_500, "2,500")],
)
def test_a_number_has_three_digits_or_all_before_the_point(number: float, said: str) -> None:
    assert decimal(number) == said
