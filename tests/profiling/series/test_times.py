"""Times in all their forms: spelled, in several columns, as numbers; and what a series does with them."""

import math
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from advisor.profiling.converting import as_csv
from tests.profiling.tables import types, write

pytestmark = pytest.mark.slow

START = datetime(2011, 3, 1)


def wave(number: int, period: int, noise: float = 0.2) -> list[float]:
    draw = random.Random(number)
    return [round(5 + math.sin(2 * math.pi * place / period) + draw.gauss(0, noise), 4) for place in range(number)]


def hours(number: int = 720) -> list[datetime]:
    return [START + timedelta(hours=place) for place in range(number)]


def months(number: int = 144) -> list[tuple[int, int]]:
    return [(1949 + place // 12, 1 + place % 12) for place in range(number)]


TOGETHER: dict[str, tuple[dict[str, Callable[[datetime], Any]], str]] = {
    "date and time": ({"Date": lambda t: f"{t:%d/%m/%Y}", "Time": lambda t: f"{t:%H:%M:%S}"}, "Date+Time"),
    "points": ({"Date": lambda t: f"{t:%Y-%m-%d}", "Time": lambda t: f"{t:%H.%M.%S}"}, "Date+Time"),
    "AM and PM": ({"day": lambda t: f"{t:%Y-%m-%d}", "clock": lambda t: f"{t:%I:%M %p}"}, "day+clock"),
    "date and hour": ({"dteday": lambda t: f"{t:%Y-%m-%d}", "hr": lambda t: t.hour}, "dteday+hr"),
    "parts": (
        {"hour": lambda t: t.hour, "year": lambda t: t.year, "month": lambda t: t.month, "day": lambda t: t.day},
        "year+month+day+hour",
    ),
    "epoch": ({"timestamp": lambda t: round((t - datetime(1970, 1, 1)).total_seconds())}, "timestamp"),
    "milliseconds": ({"ts": lambda t: round((t - datetime(1970, 1, 1)).total_seconds() * 1000)}, "ts"),
    "American": ({"when": lambda t: f"{t:%m/%d/%Y %I:%M:%S %p}"}, "when"),
    "a date and a clock with points": ({"Time": lambda t: f"{t:%d/%m/%Y %H.%M.%S}"}, "Time"),
    "zone": ({"created_at": lambda t: f"{t:%a %b %d %H:%M:%S +0000 %Y}"}, "created_at"),
}


@pytest.mark.parametrize("form", TOGETHER)
def test_hours_in_any_form_are_one_series(tmp_path: Path, form: str) -> None:
    columns, time = TOGETHER[form]
    written = {name: [way(moment) for moment in hours()] for name, way in columns.items()}
    path = write(tmp_path / "t.csv", written | {"load": wave(720, 24), "heat": wave(720, 7)})
    facts, *_, sections, notes, _ = examine(Asked(path, "load"))
    wanted = {
        "data.kind": "series", "data.rows": 720, "data.series": 1, "data.period": 24, "data.time_column": time,
        "data.covariates": 1, "data.missing": 0.0,
    }  # fmt: skip
    assert {name: facts[name] for name in wanted} == wanted
    assert sections[0].title.startswith("series in steps of an hour;")
    assert profile(path, "load", kind="series", time_column=time) == facts
    assert notes[-1] == f"read as a series in steps of an hour by {time!r}; --kind table reads rows instead"


NAMES = [f"{datetime(2000, month, 1):%B}" for month in range(1, 13)]
MONTHLY: dict[str, tuple[dict[str, Callable[[int, int], Any]], str, str]] = {
    "names": ({"year": lambda y, _: y, "month": lambda _, m: NAMES[m - 1]}, "year+month", "a month"),
    "Sep-63": ({"Month": lambda y, m: f"{NAMES[m - 1][:3]}-{y % 100:02}"}, "Month", "a month"),
    "1991 Jul": ({"Month": lambda y, m: f"{y} {NAMES[m - 1][:3]}"}, "Month", "a month"),
    "yyyymm": ({"yyyymm": lambda y, m: 100 * y + m}, "yyyymm", "a month"),
    "decimal years": ({"time": lambda y, m: round(y + (m - 1) / 12, 4)}, "time", "a month"),
    "rounded years": ({"time": lambda y, m: round(y + (m - 1) / 12, 2)}, "time", "a month"),
}


@pytest.mark.parametrize("form", MONTHLY)
def test_months_in_any_form_are_one_series(tmp_path: Path, form: str) -> None:
    columns, time, step = MONTHLY[form]
    written = {name: [way(*month) for month in months()] for name, way in columns.items()}
    path = write(tmp_path / "t.csv", {"rownames": range(1, 145)} | written | {"value": wave(144, 12)})
    facts, *_, sections, _, _ = examine(Asked(path, "value"))
    said = [facts[f"data.{name}"] for name in ("kind", "period", "time_column", "covariates", "missing")]
    assert said == ["series", 12, time, 0, 0.0]
    assert sections[0].title.startswith(f"series in steps of {step};")


def test_years_and_quarters(tmp_path: Path) -> None:
    yearly = {"Year": range(1885, 1964), "Water": wave(79, 11)}
    facts, *_, sections, _, _ = examine(Asked(write(tmp_path / "y.csv", yearly), "Water"))
    assert (facts["data.kind"], facts["data.rows"]) == ("series", 79)
    assert sections[0].title.startswith("series in steps of a year;")
    quarters = {"year": [1959 + k // 4 for k in range(120)], "quarter": [1 + k % 4 for k in range(120)]}
    facts = profile(write(tmp_path / "q.csv", quarters | {"y": wave(120, 4)}), "y")
    assert (facts["data.time_column"], facts["data.period"]) == ("year+quarter", 4)
    joined = {"Quarter": [f"{1959 + k // 4}Q{1 + k % 4}" for k in range(120)], "y": wave(120, 4)}
    assert profile(write(tmp_path / "j.csv", joined), "y")["data.period"] == 4


def test_weeks_of_years(tmp_path: Path) -> None:
    weeks = [date.fromisocalendar(2012, 1, 1) + timedelta(weeks=place) for place in range(260)]
    written = {"week": [f"{day.isocalendar().year}{day.isocalendar().week:02}" for day in weeks], "flu": wave(260, 52)}
    facts, *_, sections, _, _ = examine(Asked(write(tmp_path / "w.csv", written), "flu"))
    assert (facts["data.kind"], facts["data.period"], facts["data.missing"]) == ("series", 52, 0.0)
    assert sections[0].title.startswith("series in steps of a week;")


@pytest.mark.parametrize(("days", "step"), [(7, "a week"), (1, "a day")])
def test_days_and_weeks_as_decimal_years(tmp_path: Path, days: int, step: str) -> None:
    dates = [date(1995, 1, 5) + timedelta(days * place) for place in range(400)]
    shares = [(day - date(day.year, 1, 1)).days / (date(day.year, 12, 31).timetuple().tm_yday) for day in dates]
    years = [round(day.year + share, 4) for day, share in zip(dates, shares, strict=True)]
    facts, *_, sections, _, _ = examine(Asked(write(tmp_path / "w.csv", {"date": years, "co2": wave(400, 52)}), "co2"))
    assert (facts["data.kind"], facts["data.missing"]) == ("series", 0.0)
    assert sections[0].title.startswith(f"series in steps of {step};")


def test_parts_that_do_not_tell_the_time_leave_a_table(tmp_path: Path) -> None:
    draw = random.Random(1)
    shuffled = {
        "year": [draw.randrange(1990, 2020) for _ in range(400)],
        "month": [draw.randrange(1, 13) for _ in range(400)],
    }
    path = write(tmp_path / "t.csv", shuffled | {"price": wave(400, 9)})
    facts, *_, notes, _ = examine(Asked(path, "price"))
    assert facts["data.kind"] == "table"
    assert any(note.startswith("year+month tell a time") and "--time-column" in note for note in notes)


SPELLED = {
    "us_ampm": "%m/%d/%Y %I:%M:%S %p", "us_short": "%m/%d/%y %I:%M %p", "dashes": "%d-%m-%Y %H:%M", "mon_yy": "%b-%y",
    "month_yyyy": "%B-%Y", "weekday": "%a, %b %d, %Y", "rfc": "%a, %d %b %Y %H:%M:%S +0000", "tight": "%d%b%Y",
    "mmddyyyy": "%m%d%Y", "yyyymm": "%Y%m", "slash": "%m/%Y", "clock12": "%I:%M %p", "dots": "%H.%M.%S",
}  # fmt: skip


def test_dates_are_dates_however_they_are_spelled(tmp_path: Path) -> None:
    draw = random.Random(2)
    moments = [START + timedelta(minutes=draw.randrange(10**6)) for _ in range(200)]
    columns = {name: [moment.strftime(form) for moment in moments] for name, form in SPELLED.items()}
    columns["quarter"] = [f"{moment.year}Q{1 + (moment.month - 1) // 3}" for moment in moments]
    columns["epoch"] = [str(round(moment.timestamp())) for moment in moments]
    facts = profile(write(tmp_path / "t.csv", columns | {"y": wave(200, 9)}), "y", kind="table")
    assert types(facts) == dict.fromkeys(columns, "date")


def test_codes_and_versions_are_no_dates(tmp_path: Path) -> None:
    draw = random.Random(3)
    columns = {
        "version": [f"{draw.randrange(9)}.{draw.randrange(9)}.{draw.randrange(30)}" for _ in range(300)],
        "ratio": [f"{draw.randrange(1, 12)}/{draw.randrange(300, 999)}" for _ in range(300)],
        "postcode": [f"{draw.randrange(0, 99999):05}" for _ in range(300)],
        "population": [draw.randrange(190_000, 210_000) for _ in range(300)],
    }
    found = types(profile(write(tmp_path / "t.csv", columns | {"y": wave(300, 9)}), "y", kind="table"))
    assert "date" not in found.values()


def test_a_season_is_counted_in_steps_and_not_in_rows(tmp_path: Path) -> None:
    days = [START + timedelta(days=place) for place in range(5 * 365)]
    columns: dict[str, list[Any]] = {"date": [f"{day:%Y-%m-%d}" for day in days], "value": wave(5 * 365, 365)}
    kept = [place for place in range(5 * 365) if place % 140 >= 20]
    path = write(tmp_path / "t.csv", {name: [values[k] for k in kept] for name, values in columns.items()})
    facts = profile(path, "value")
    assert (facts["data.period"], facts["data.missing"]) == (365, pytest.approx(0.14, abs=0.01))


def test_empty_targets_and_decimal_commas_leave_a_series_a_series(tmp_path: Path) -> None:
    dates = [f"{1991 + k // 12}-{1 + k % 12:02}-01" for k in range(144)]
    values: list[Any] = list(wave(144, 12))
    for place in range(30, 66):
        values[place] = None
    facts = profile(write(tmp_path / "t.csv", {"date": dates, "value": values}), "value")
    assert (facts["data.kind"], facts["data.missing"]) == ("series", 0.25)
    columns: dict[str, list[Any]] = {"date": dates, "value": wave(144, 12), "heat": wave(144, 5)}
    plain = profile(write(tmp_path / "p.csv", columns, delimiter=";"), "value")
    commas = {name: [str(value).replace(".", ",") for value in each] for name, each in columns.items()}
    comma = profile(write(tmp_path / "c.csv", commas, delimiter=";"), "value")
    assert {**comma, "data.path": ""} == {**plain, "data.path": ""}
    assert plain["data.covariates"] == 1


def test_a_series_a_file(tmp_path: Path) -> None:
    (tmp_path / "sensors").mkdir()
    for place in range(4):
        write(tmp_path / "sensors" / f"s{place}.csv", {"time": hours(300), "value": wave(300, 24 + 0 * place)})
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "sensors"), "value"))
    wanted = {
        "data.kind": "series",
        "data.series": 4,
        "data.rows": 1200,
        "data.group_column": "file",
        "data.period": 24,
    }
    assert {name: facts[name] for name in wanted} == wanted
    assert any(note.startswith("each file is read as one series") for note in notes)
    again = as_csv(Asked(str(tmp_path / "sensors"), "value", "series", group_column="file"), tmp_path / "all.csv")
    assert again is not None
    assert again.path.read_text().startswith("time,value,file\n")


def test_series_one_after_another_are_told_apart(tmp_path: Path) -> None:
    """Though the first rows are all of the first."""
    columns = {
        "shop": [shop for shop in "ab" for _ in range(6_000)],
        "when": hours(6_000) * 2,
        "y": wave(6_000, 24) * 2,
    }
    facts = profile(write(tmp_path / "t.csv", columns), "y")
    assert (facts["data.kind"], facts["data.series"], facts["data.group_column"]) == ("series", 2, "shop")


def test_rows_without_a_time_get_a_way_on(tmp_path: Path) -> None:
    wide = {"id": [f"H{k}" for k in range(5)], **{f"V{step}": wave(5, 3) for step in range(2, 60)}}
    with pytest.raises(InputError, match=r"has no column of times(.|\n)*melt"):
        profile(write(tmp_path / "w.csv", wide), kind="series")
    with pytest.raises(InputError, match=r"has no column of times(.|\n)*rename_axis\('step'\)"):
        profile(write(tmp_path / "o.csv", {"x": wave(100, 9)}), "x", kind="series")


def test_columns_beside_a_series(tmp_path: Path) -> None:
    columns = {
        "when": hours(), "load": wave(720, 24), "No": range(720), "wind": ["NW", "SE", "calm"] * 240,
        "holiday": [0, 1] * 360, "note": [f"note {place}" for place in range(720)], "same": [1] * 720,
    }  # fmt: skip
    facts, *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", columns), "load"))
    assert facts["data.covariates"] == 2
    assert "'wind': categories beside the series, encoded as numbers" in notes
    assert "'No', 'note', 'same': no variables, as they name the steps, hold texts or never change" in notes
    assert any("known ahead, by their names: 'holiday'; only in the past: 'wind'" in note for note in notes)


def test_an_unknown_group_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", {"time": hours(), "y": wave(720, 24)})
    with pytest.raises(InputError, match="there is no column 'nothing'"):
        profile(path, "y", group_column="nothing")


def test_a_season_may_pass_over_days_that_a_calendar_leaves_out(tmp_path: Path) -> None:
    dates = [f"2020-{1 + k // 26:02}-{1 + k % 26:02}" for k in range(312)]
    facts = profile(write(tmp_path / "t.csv", {"date": dates, "value": wave(312, 7)}), "value")
    assert (facts["data.kind"], facts["data.period"]) == ("series", 7)


@pytest.mark.parametrize(("counted", "kind"), [("step", "series"), ("price", "table")])
def test_counted_steps_need_series_that_are_told_apart(tmp_path: Path, counted: str, kind: str) -> None:
    steps, values = list(range(1, 61)), [wave(60 + one, 12)[:60] for one in range(8)]
    panel = {
        "unique_id": [f"s{one}" for one in range(8) for _ in steps],
        counted: steps * 8,
        "value": [value for each in values for value in each],
    }
    assert profile(write(tmp_path / "panel.csv", panel), "value")["data.kind"] == kind
    alone = {counted: steps, "other": values[1], "value": values[0]}
    assert profile(write(tmp_path / "alone.csv", alone), "value")["data.kind"] == "table"
