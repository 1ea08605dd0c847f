"""Numbers as people write them: with a currency, a percent sign, a unit, a plus or a star, or a word here and there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.problem.units import common_unit, factors_to
from advisor.profiling.shared.tables.sql import listed, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from advisor.profiling.shared.tables.table import Table

LONGEST: Final = 30  # characters of a number with its marks
SHARE: Final = 0.8  # share of the cells that must be numbers where few words stand for all the others
WORDS: Final = 5  # different words that may
VALUES: Final = 10  # different numbers from which a column with words holds numbers rather than codes, and
AMOUNTS: Final = 5  # from which one with units holds amounts rather than kinds, as 2WD and 4WD
SHOWN: Final = 3  # marks named
SPELT: Final = 1.5  # different texts a number, beyond which the marks tell more: `<=50K` and `>50K`
WHOLE: Final = 0.99  # share of numbers from which other cells are slips, and
NEARLY: Final = 0.95  # from which they are numbers written in other ways, as ranges are, unless most of them look like
CODES: Final = "[0-9]+[A-Za-z]|[A-Za-z]{1,3}[0-9]+"  # codes, with a letter beside the digits
GROUPS: Final = "[,.'’ \u00a0]"  # between the thousands
CURRENCY: Final = "US[$]|USD|EUR|GBP|INR|CHF|Rs[.]?|[$€£¥₹]"
NUMBER: Final = (
    f"(?:[0-9]{{1,3}}(?:{GROUPS}[0-9]{{3}})+|[0-9]{{1,3}}(?:,[0-9]{{2}})*,[0-9]{{3}}|[0-9]+)(?:[.,][0-9]+)?|[.][0-9]+"
)
DIGITS: Final = f"[0-9](?:{GROUPS}?[0-9])*|[.][0-9]+"
UNIT: Final = (
    r"""[^0-9,;:'"`?!()\[\]{}|\\<>=&@_~^]{0,14}"""  # letters of any script: \p{L} takes RE2 a hundred times as long
)
MARKED: Final = f"^[<>≤≥~≈]?=? ?[+−-]?[(]?[+−-]? ?(?:{CURRENCY})? ?[+−-]?(?:{NUMBER}) ?{UNIT}[)]?$"
TAIL: Final = f"[0-9] ?({UNIT})[)]?$"  # what stands behind the last digit
NEGATIVE: Final = "^[^0-9]*[−-]|^[(].*[)]$|[0-9] ?[−-]$"
BOUND: Final = f"[+−-]? ?(?:{NUMBER}) ?%?"
# What stands behind an estimate: its interval, 25.0 (24.2 to 25.7) or [24.2-25.7], or its error, 25.0 ± 0.4.
INTERVAL: Final = (
    f" ?(?:[(\\[](?:95 ?%? ?CI:? ?)?{BOUND} ?(?:to|[-–—,;]) ?{BOUND}[)\\]]|(?:±|[+]/-) ?(?:{NUMBER}) ?%?)$"
)
INTERVALS: Final = 0.5  # share of numbers with an interval from which that is said
COMMA: Final = "[0-9],(?:[0-9]{1,2}|[0-9]{4,})(?:[^0-9.,].*)?$"  # a decimal comma, and nothing else
SCALES: Final = {  # English ones, India's, East Asia's and Vietnam's
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9,
    "lac": 1e5, "lacs": 1e5, "lakh": 1e5, "lakhs": 1e5, "cr": 1e7, "crore": 1e7, "crores": 1e7,
    "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "nghìn": 1e3, "triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9,
}  # fmt: skip
LONE: Final = 0.02  # share of numbers without a unit up to which those with one tell the column
SEVERAL: Final = 4  # units of a column, of different things, up to which these are named
ORDINALS: Final = frozenset(("st", "nd", "rd", "th"))


class Marks(NamedTuple):
    """How the numbers of a column are marked, and how many cells are no numbers."""

    style: str  # text, plain, or marked, with what a comma is, whether letters scale, and after a space the unit of all
    said: str  # the marks, for people
    odd: int
    example: str


def marked(value: str, style: str) -> str:
    """SQL for the DOUBLE that a text with marks stands for; NULL where it is no such number."""
    comma = "comma" in style
    value = estimate(value)
    found = f"regexp_extract({value}, {text(DIGITS)})"
    digits = f"regexp_replace({found}, '[^0-9{',' if comma else '.'}]', '', 'g')"
    digits = f"replace({digits}, ',', '.')" if comma else digits
    sign = f"CASE WHEN regexp_matches({value}, {text(NEGATIVE)}) THEN -1 ELSE 1 END"
    scale = "1"
    if "scaled" in style:
        letters = f"trim(lower(regexp_extract({value}, {text(TAIL)}, 1)), ' +*')"
        scales = " ".join(f"WHEN {text(k)} THEN {n:.0f}" for k, n in SCALES.items())
        scale = f"CASE {letters} {scales} WHEN '' THEN 1 END"
    if unit := unit_of(style):
        stem = f"trim(lower(regexp_extract({value}, {text(TAIL)}, 1)), ' .*+#-')"
        factors = " ".join(f"WHEN {text(name)} THEN {factor!r}" for name, factor in factors_to(unit).items())
        scale = f"CASE {stem} {factors} END"
    plain = f"CASE WHEN NOT contains({value}, '_') THEN TRY_CAST({value} AS DOUBLE) END"
    fits = f"length({value}) <= {LONGEST} AND regexp_matches({value}, {text(MARKED)})"
    return f"coalesce({plain}, CASE WHEN {fits} THEN {sign} * {scale} * TRY_CAST({digits} AS DOUBLE) END)"


def estimate(value: str) -> str:
    """SQL for a text without the interval or the error that stands behind an estimate."""
    return f"regexp_replace({value}, {text(INTERVAL)}, '')"


def unit_of(style: str) -> str:
    """The one unit in which numbers of several are read; empty where there is none."""
    return style.partition(" ")[2]


def look(table: Table, places: Sequence[int], missing: Sequence[str]) -> dict[int, Marks]:
    """The columns of `spread` among these whose cells are numbers with marks, or numbers and a few words.

    Those with units of different things stay texts.
    """
    query = f"""
        SELECT k, count(*), count(x), count(*) FILTER (m), count(DISTINCT coalesce(n, x)),
            count(DISTINCT v) FILTER (x IS NULL AND NOT m), min(v) FILTER (x IS NULL AND NOT m),
            count(*) FILTER (m AND regexp_matches(v, {text(COMMA)})),
            count(*) FILTER (m AND contains(v, ',') AND NOT regexp_matches(v, {text(COMMA)})),
            count(DISTINCT v) FILTER (m), count(DISTINCT n) FILTER (m), histogram(trim(s)) FILTER (m) AS units,
            list(DISTINCT regexp_extract(v, '(US[$]|[A-Z][A-Za-z]+[.]?|[<>≤≥~≈$€£¥₹]).*[0-9]', 1)) FILTER (m) AS before,
            count(*) FILTER (x IS NULL AND regexp_full_match(v, {text(CODES)})) AS coded,
            count(*) FILTER (m AND w <> v) AS spans
        FROM (
            SELECT k, v, w, x, x IS NULL AND length(v) <= {LONGEST} AND regexp_matches(v, {text(MARKED)}) AS m,
                regexp_extract(v, {text(TAIL)}, 1) AS s, {marked("v", "marked")} AS n
            FROM (SELECT k, v AS w, {estimate("v")} AS v, x FROM spread)
            WHERE k IN ({", ".join(map(str, places))}) AND v IS NOT NULL AND lower(v) NOT IN {listed(missing)})
        GROUP BY k"""
    found = {}
    for k, said, numbers, marks, values, words, example, comma, grouped, spelt, meant, *more in table.run(query):
        units, before, coded, spans = more
        often = _scaling(units or {}, marks)
        stems = {each.strip(" .*+#-").lower() for each in often} - {""}
        scaled = bool(stems) and stems <= SCALES.keys() and (len(stems) > 1 or stems != {"m"})
        one = scaled or len({stem.rstrip("s.") or stem for stem in stems}) <= 1
        letters = any(stem.isalpha() for stem in stems)
        unit = "" if one or numbers > LONE * said else common_unit(stems)
        amounts = (
            (bool(unit) or (one and spelt <= SPELT * meant))
            and not stems & ORDINALS
            and (scaled or not letters or values >= AMOUNTS)
        )
        total = numbers + marks * amounts
        shown = sorted({each.strip() for each in (*often, *(before or ())) if each.strip()})
        if not (one or unit) and numbers + marks >= SHARE * said and _different(stems) and values >= AMOUNTS:
            found[int(k)] = Marks("text", ", ".join(shown), 0, "")
            continue
        slips = numbers >= NEARLY * said and values >= VALUES and 2 * coded < said - numbers
        if total < SHARE * said or (total < WHOLE * said and (words > WORDS or values < VALUES) and not slips):
            continue
        if not (marks and amounts) and words > WORDS and not slips:
            continue
        style = "marked" + "-comma" * (comma > grouped) + "-scaled" * scaled + f" {unit}" * bool(unit)
        style, shown = (style, shown[:SHOWN]) if marks and amounts else ("plain", [])
        shown += ["the interval or error behind each"] * (amounts and spans > INTERVALS * marks)
        said_as = " and ".join(shown) + (f", all in {unit}" if unit else "")
        found[int(k)] = Marks(style, said_as, int(said - total), example or "")
    return found


def _scaling(units: Mapping[str, int], marks: int) -> list[str]:
    """What stands behind numbers: where nearly all of it scales them, the few others are slips."""
    scaling = [each for each in units if each.strip(" .*+#-").lower() in SCALES]
    return scaling if scaling and sum(units[each] for each in scaling) >= WHOLE * marks else list(units)


def _different(stems: set[str]) -> bool:
    """Whether a few words that stand behind numbers are units of different things, rather than letters of codes."""
    return (
        1 < len(stems) <= SEVERAL and all(len(stem) > 1 and " " not in stem for stem in stems) and not stems & ORDINALS
    )
