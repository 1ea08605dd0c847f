"""Rows in time that are series, nearly so, or told apart by two columns; steps of time in the header."""

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from tests.profiling.tables import write

DAYS = [date(2020, 1, 1) + timedelta(days=place) for place in range(200)]


def values(number: int, season: int = 7) -> list[float]:
    return [round(place % season + (place * 7919 % 13) / 10, 2) for place in range(number)]


def told(path: str, target: str = "y") -> tuple[dict[str, Any], list[str]]:
    facts, *_, notes, _ = examine(Asked(path, target))
    return facts, notes


def test_days_that_stand_there_twice_count_once(tmp_path: Path) -> None:
    y = values(200)
    path = write(tmp_path / "t.csv", {"day": [*DAYS, *DAYS[:20]], "y": [*y, *y[:20]]})
    facts, notes = told(path)
    assert (facts["data.kind"], facts["data.rows"], facts["data.period"]) == ("series", 200, 7)
    assert any(note.startswith("20 rows repeat another one whole and count once") for note in notes)


def test_days_with_several_values_are_to_be_added_up(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", {"day": [*DAYS, *DAYS[:20]], "y": values(220)})
    facts, notes = told(path)
    assert facts["data.kind"] == "table"
    assert any("20 of 220 rows repeat a time of 'day'" in note and "sum or average" in note for note in notes)


def test_two_columns_that_tell_series_apart_together(tmp_path: Path) -> None:
    keys = [(shop, kind, day) for shop in ("a", "b", "c") for kind in ("x", "y") for day in DAYS[:60]]
    shops, kinds, days = zip(*keys, strict=True)
    facts, notes = told(
        write(tmp_path / "t.csv", {"shop": shops, "kind": kinds, "day": days, "sold": values(360)}), "sold"
    )
    assert facts["data.kind"] == "table"
    assert any(note.startswith("'shop' and 'kind' together tell sequences in time by 'day' apart") for note in notes)


def test_visits_at_uneven_times_keep_people_together(tmp_path: Path) -> None:
    keys = [(f"p{who}", DAYS[(who * 31 + visit * visit * 7) % 200]) for who in range(20) for visit in range(1, 9)]
    people, days = zip(*dict.fromkeys(keys), strict=True)
    facts, notes = told(write(tmp_path / "t.csv", {"who": people, "day": days, "y": values(len(people))}))
    assert facts["data.kind"] == "table"
    assert any(note.startswith("the rows of each 'who' follow in time by 'day'") for note in notes)


def test_parts_of_a_time_with_a_word_before_them(tmp_path: Path) -> None:
    months = [(2000 + place // 12, 1 + place % 12) for place in range(120)]
    years, numbers = zip(*months, strict=True)
    path = write(tmp_path / "t.csv", {"CreationYear": years, "CreationMonth": numbers, "y": values(120, 12)})
    facts, _ = told(path)
    assert (facts["data.time_column"], facts["data.period"]) == ("CreationYear+CreationMonth", 12)


def test_quarters_that_rise_and_fall_twice_a_year_have_a_season_of_four(tmp_path: Path) -> None:
    quarters = [f"{2000 + place // 4}Q{1 + place % 4}" for place in range(60)]
    y = [(0, 10, 1, 9)[place % 4] + place * 7919 % 13 / 20 for place in range(60)]
    assert told(write(tmp_path / "t.csv", {"quarter": quarters, "y": y}))[0]["data.period"] == 4


def test_codes_for_missing_beside_a_series_are_noted(tmp_path: Path) -> None:
    y = values(200)
    wet = [-9999 if place % 9 == 0 else 1 for place in range(200)]
    snow = [-9999 if place % 11 == 0 else place % 30 for place in range(200)]
    facts, notes = told(write(tmp_path / "t.csv", {"day": DAYS, "wet": wet, "snow": snow, "y": y}))
    assert facts["data.kind"] == "series"
    (note,) = (note for note in notes if "stands apart" in note)
    assert note.startswith("-9999 stands apart from all other values of 'wet'")
    assert "'snow'" in note


HEADERS = {
    "year": [f"gdp_{1990 + place}" for place in range(12)],
    "year by itself": [str(1990 + place) for place in range(12)],
    "month": [f"2010-{place:02}" for place in range(1, 13)],
    "day": [f"1/{place}/20" for place in range(1, 13)],
    "months": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}


@pytest.mark.parametrize("form", HEADERS)
def test_a_step_of_time_a_column_names_the_long_form(tmp_path: Path, form: str) -> None:
    names = HEADERS[form]
    draw = random.Random(2)
    columns: dict[str, Any] = {"country": [f"c{place}" for place in range(40)]}
    columns |= {name: [draw.randrange(900) for _ in range(40)] for name in names}
    path = write(tmp_path / "t.csv", columns)
    said = f"'{names[0]}' to '{names[-1]}' are 12 columns with a"
    assert any(said in note and "table.melt(['country']" in note for note in told(path, names[-1])[1])
    with pytest.raises(InputError, match=said):
        profile(path)


def test_a_panel_whose_steps_all_give_the_next_away_names_the_long_form(tmp_path: Path) -> None:
    draw = random.Random(2)
    first = [draw.randrange(900) for _ in range(40)]
    columns: dict[str, Any] = {"country": [f"c{place}" for place in range(40)]}
    columns |= {str(2000 + at): [x * (1 + at) for x in first] for at in range(12)}
    with pytest.raises(InputError, match=r"11 a leak.*\s+hint: .*a row is a series"):
        profile(write(tmp_path / "t.csv", columns), "2011")


def test_ratings_and_questions_are_no_steps_of_time(tmp_path: Path) -> None:
    columns = {f"q{place}": values(60, 5) for place in range(1, 9)} | {"y": values(60)}
    assert not any("columns with a" in note for note in told(write(tmp_path / "t.csv", columns))[1])


def test_years_in_a_first_column_without_a_name(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", {"": list(range(1900, 1980)), "0": values(80, 10)})
    facts, notes = told(path, "0")
    assert (facts["data.kind"], facts["data.time_column"], facts["data.rows"]) == ("series", "column 1", 80)
    assert any("the first one has none" in note for note in notes)
    counted = write(tmp_path / "u.csv", {"": list(range(80)), "x": values(80, 9), "0": values(80, 10)})
    assert told(counted, "0")[0]["data.kind"] == "table"


def test_counted_steps_alone_name_the_way_to_a_forecast(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", {"timestamp": list(range(80)), "y": values(80, 9)})
    with pytest.raises(InputError, match="--kind series --time-column timestamp"):
        profile(path, "y")
    assert examine(Asked(path, "y", kind="series", time_column="timestamp")).facts["data.rows"] == 80


def test_commas_between_thousands_beside_a_series(tmp_path: Path) -> None:
    volume = [f"{1 + place},{place * 37 % 1000:03},{place * 91 % 1000:03}" for place in range(200)]
    facts, _ = told(write(tmp_path / "t.csv", {"day": DAYS, "volume": volume, "y": values(200)}))
    assert facts["data.covariates"] == 1


def test_a_price_of_the_next_day_is_not_known_ahead(tmp_path: Path) -> None:
    columns = {"day": DAYS, "next_day_price": values(200, 5), "is_holiday": [place % 9 // 8 for place in range(200)]}
    _, notes = told(write(tmp_path / "t.csv", columns | {"y": values(200)}))
    assert any(note.startswith("'next_day_price': named as of a later step") for note in notes)
    assert any(
        "known ahead, by their names: 'is_holiday'; only in the past: 'next_day_price'" in note for note in notes
    )


def test_a_slip_among_many_rows_leaves_series(tmp_path: Path) -> None:
    keys = [(shop, day) for shop in ("a", "b", "c") for day in DAYS]
    shops, days = zip(*keys, ("a", DAYS[5]), strict=True)
    facts, notes = told(write(tmp_path / "t.csv", {"shop": shops, "day": days, "y": values(601)}))
    assert (facts["data.kind"], facts["data.group_column"], facts["data.series"]) == ("series", "shop", 3)
    assert any(note.startswith("a row repeats a time of its series") for note in notes)


def test_dates_of_openings_are_no_steps_that_stand_there_twice(tmp_path: Path) -> None:
    opened = [date(2000, 1, 1) + timedelta(days=place * place % 5_003) for place in range(150)]
    _, notes = told(write(tmp_path / "t.csv", {"opened": [*opened, opened[3]], "y": values(151)}))
    assert not any("even steps" in note for note in notes)


def test_two_columns_that_happen_to_tell_rows_apart_are_no_panel(tmp_path: Path) -> None:
    draw = random.Random(6)
    rows = [(1930 + place // 2, "mf"[place % 2], draw.randrange(1, 13), draw.randrange(20, 80)) for place in range(170)]
    years, sexes, months, ages = zip(*rows, strict=True)
    _, notes = told(write(tmp_path / "t.csv", {"year": years, "sex": sexes, "born": months, "age": ages}), "age")
    assert not any("together tell sequences" in note for note in notes)


def test_years_long_ago_and_series_without_a_value(tmp_path: Path) -> None:
    old = write(tmp_path / "t.csv", {"year": list(range(801, 1001)), "bloom": values(200, 9)})
    assert told(old, "bloom")[0]["data.kind"] == "series"
    years = [*range(1960, 2020)] * 3
    y = [*([None] * 60), *values(120)]
    lands = [land for land in ("a", "b", "c") for _ in range(60)]
    facts, _ = told(write(tmp_path / "u.csv", {"land": lands, "year": years, "y": y}))
    assert (facts["data.series"], facts["data.kind"]) == (3, "series")


def test_times_that_a_category_repeats_are_no_panel(tmp_path: Path) -> None:
    rows = [(day, y, kind) for day, y in zip(DAYS, values(200), strict=True) for kind in ("a", "b")[: 1 + (y > 6)]]
    days, y, kinds = ([*each] for each in zip(*rows, strict=True))
    assert 1 < len(days) / 200 < 1.25
    facts, notes = told(write(tmp_path / "t.csv", {"day": days, "kind": kinds, "y": y}))
    assert facts["data.kind"] == "table"
    assert not any("--group-column kind" in note for note in notes)
    assert any(f"{len(days) - 200} of {len(days)} rows repeat a time of 'day'" in note for note in notes)


def test_a_second_time_that_is_always_as_much_later(tmp_path: Path) -> None:
    after = [day + timedelta(days=1) for day in DAYS]
    facts, _ = told(write(tmp_path / "t.csv", {"opens": DAYS, "closes": after, "y": values(200)}))
    assert (facts["data.kind"], facts["data.time_column"], facts["data.period"]) == ("series", "opens", 7)


def test_months_with_a_space_and_nameless(tmp_path: Path) -> None:
    months = [f"{1990 + place // 12} {place % 12 + 1:02} " for place in range(120)]
    facts, _ = told(write(tmp_path / "t.csv", {"": months, "y": values(120, 12)}))
    assert (facts["data.kind"], facts["data.period"]) == ("series", 12)


def test_a_season_of_four_is_not_moved_by_one(tmp_path: Path) -> None:
    quarters = [f"{1960 + place // 4}-{place % 4 * 3 + 1:02}-01" for place in range(84)]
    y = [round(1.04**place * (1 + (0, 0.1, 0.25, -0.2)[place % 4]), 3) for place in range(84)]
    facts, _ = told(write(tmp_path / "t.csv", {"date": quarters, "y": y}))
    assert facts["data.period"] == 4


@pytest.mark.parametrize("form", ["Q{q}-{y}", "Q{q} {y}", "q{q}/{s}"])
def test_quarters_before_their_year(tmp_path: Path, form: str) -> None:
    quarters = [form.format(q=k % 4 + 1, y=1980 + k // 4, s=f"{(80 + k // 4) % 100:02}") for k in range(96)]
    facts, _ = told(write(tmp_path / "t.csv", {"when": quarters, "y": values(96, 4)}))
    assert (facts["data.kind"], facts["data.period"], facts["data.rows"]) == ("series", 4, 96)


def test_names_that_come_again_years_later_are_no_series(tmp_path: Path) -> None:
    starts = [datetime(1980 + 6 * (k // 4), 1 + k % 4, 1) for k in range(32)]
    rows = [
        (f"storm {k % 8}", start + timedelta(hours=6 * step)) for k, start in enumerate(starts) for step in range(20)
    ]
    names, times = ([*each] for each in zip(*rows, strict=True))
    facts, _ = told(write(tmp_path / "t.csv", {"name": names, "time": times, "y": values(640)}))
    assert facts["data.kind"] == "table"


def test_steps_counted_under_any_name_name_the_way_to_a_forecast(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        profile(write(tmp_path / "t.csv", {"Quarter": [*range(1, 41)], "y": values(40)}), "y")
    assert refused.value.diagnostics[0].hint == "--kind series --time-column Quarter forecasts by it"


def test_a_panel_of_two_columns_that_begins_with_one_value_of_one_of_them(tmp_path: Path) -> None:
    rows = [(kind, f"town {town}", day) for kind in ("plain", "organic") for town in range(30) for day in DAYS]
    kinds, towns, days = ([*each] for each in zip(*rows, strict=True))
    path = write(tmp_path / "t.csv", {"day": days, "kind": kinds, "town": towns, "y": values(len(rows))})
    _, notes = told(path)
    assert any(note.startswith("'kind' and 'town' together tell sequences in time") for note in notes)


def test_files_that_follow_one_another_are_one_series(tmp_path: Path) -> None:
    """Also where an hour stands in two of them, or twice as clocks go back."""
    hours = [datetime(2016, 1, 1) + timedelta(hours=place) for place in range(1_500)]
    for part in range(3):
        some = [hours[500 * part], *hours[500 * part : 500 * part + 500]] if part == 1 else hours[500 * part :][:500]
        write(tmp_path / f"Q{part}.csv", {"time": some, "y": values(len(some), 24)})
    facts, _ = told(str(tmp_path))
    assert (facts["data.kind"], facts["data.series"], facts["data.period"]) == ("series", 1, 24)


@pytest.mark.parametrize("form", ["%y%m%d", "%Y-%m-%d %H-%M", "%Y-%m-%d_%H-%M-%S"])
def test_more_spellings_of_days(tmp_path: Path, form: str) -> None:
    days = [(datetime(1984, 1, 1) + timedelta(days=place)).strftime(form) for place in range(200)]
    facts, _ = told(write(tmp_path / "t.csv", {"Date": days, "y": values(200)}))
    assert (facts["data.kind"], facts["data.period"]) == ("series", 7)


def test_years_of_two_digits_of_states_by_number(tmp_path: Path) -> None:
    states, years = zip(*[(state, year) for state in range(1, 9) for year in range(60, 95)], strict=True)
    facts, _ = told(write(tmp_path / "t.csv", {"State": states, "Year": years, "y": values(280)}))
    assert (facts["data.kind"], facts["data.series"], facts["data.group_column"]) == ("series", 8, "State")


@pytest.mark.parametrize("name", ["年", "Año", "Jahr", "연도"])
def test_years_in_other_languages(tmp_path: Path, name: str) -> None:
    facts, _ = told(write(tmp_path / "t.csv", {name: range(1950, 2020), "y": values(70)}))
    assert (facts["data.kind"], facts["data.time_column"]) == ("series", name)


def test_of_two_columns_of_times_the_one_without_gaps_is_taken(tmp_path: Path) -> None:
    months = [(1880 + place // 12, place % 12 + 1) for place in range(240)]
    wrong = [f"{5 * year - 7000}-{month:02}-01" for year, month in months]
    columns = {"written": wrong, "date": [f"{year}{month:02}" for year, month in months], "y": values(240, 12)}
    facts, _ = told(write(tmp_path / "t.csv", columns))
    assert (facts["data.time_column"], facts["data.missing"], facts["data.period"]) == ("date", 0, 12)


def test_months_in_the_first_column_of_a_table_without_a_header(tmp_path: Path) -> None:
    months = [f"{1880 + place // 12}{place % 12 + 1:02}" for place in range(240)]
    path = tmp_path / "t.csv"
    path.write_text("".join(f"{month},{y}\n" for month, y in zip(months, values(240, 12), strict=True)))
    facts, _ = told(str(path), "column 2")
    assert (facts["data.kind"], facts["data.time_column"], facts["data.period"]) == ("series", "column 1", 12)


def test_seasons_after_their_year(tmp_path: Path) -> None:
    quarters = [f"{2002 + place // 4}-{place % 4 + 1}" for place in range(67)]
    facts, notes = told(write(tmp_path / "t.csv", {"season": quarters, "y": values(67, 4)}))
    assert (facts["data.kind"], facts["data.rows"]) == ("series", 67)
    assert any("in steps of a quarter by 'season'" in note for note in notes)


def test_days_with_times_within_each(tmp_path: Path) -> None:
    rise = [f"{day}T0{4 + place % 4}:{place % 60:02}:00" for place, day in enumerate(DAYS)]
    facts, _ = told(write(tmp_path / "t.csv", {"day": DAYS, "sunrise": rise, "y": values(200)}))
    assert (facts["data.kind"], facts["data.time_column"], facts["data.period"]) == ("series", "day", 7)


def test_a_day_that_each_series_has_once(tmp_path: Path) -> None:
    rows = [(name, day, DAYS[place]) for place, name in enumerate("abc") for day in DAYS]
    names, days, put = zip(*rows, strict=True)
    columns = {"counter": names, "day": days, "installed": put, "y": values(600)}
    facts, _ = told(write(tmp_path / "t.csv", columns))
    assert (facts["data.series"], facts["data.time_column"], facts["data.group_column"]) == (3, "day", "counter")


QUARTERS = [datetime(2023, 10, 1) + timedelta(minutes=15 * place) for place in range(4000)]


def test_the_hour_that_clocks_show_twice_is_no_second_series(tmp_path: Path) -> None:
    back = datetime(2023, 10, 29, 3)
    local = [at - timedelta(hours=at >= back) for at in QUARTERS]
    path = write(tmp_path / "t.csv", {"at": local, "kW": values(4000, 96)})
    facts, notes = told(path, "kW")
    assert facts["data.kind"] == "series"
    assert "4 rows repeat a time of their series, as clocks go back an hour: times in UTC keep both" in notes
    shifted = [at + timedelta(hours=datetime(2023, 10, 5) <= at < datetime(2023, 10, 29)) for at in QUARTERS]
    path = write(tmp_path / "t.csv", {"winter time": QUARTERS, "clock": shifted, "kW": values(4000, 96)})
    facts, _ = told(path, "kW")
    assert (facts["data.kind"], facts["data.time_column"], facts["data.rows"]) == ("series", "winter time", 4000)


def test_a_number_with_fractions_is_told_by_no_calendar(tmp_path: Path) -> None:
    weekday = [place % 7 for place in range(200)]
    path = write(tmp_path / "t.csv", {"day": DAYS, "dow": weekday, "x": values(200, 5), "y": values(200)})
    assert any(note.startswith("known ahead, by their names: 'dow'; only in the past: 'x'") for note in told(path)[1])
    path = write(tmp_path / "t.csv", {"day": DAYS, "DOW": values(200, 9), "x": values(200, 5), "y": values(200)})
    assert "taken as known only in the past: 'DOW', 'x'" in told(path)[1]
