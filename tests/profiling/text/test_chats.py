"""Chats, instructions and preferences: each form is told by its keys, measured, and its broken records are named."""

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine
from advisor.profiling.text.chats.forms import form_of
from tests.profiling.texts import texts

EXAMPLES = 30
SAID = texts(2 * EXAMPLES)
GIVEN = [(SAID[2 * place], SAID[2 * place + 1]) for place in range(EXAMPLES)]


def turn(role: str, text: str) -> dict[str, str]:
    return {"role": role, "content": text}


def sharegpt(who: str, text: str) -> dict[str, str]:
    return {"from": who, "value": text}


# How the same prompt and answer are written down by those who publish them, and what they show.
FORMS: dict[str, tuple[str, Callable[[str, str], Mapping[str, Any]]]] = {
    "openai": ("answers", lambda asked, said: {"messages": [turn("user", asked), turn("assistant", said)]}),
    "openai, with tools": (
        "answers",
        lambda asked, said: {
            "messages": [
                turn("developer", "Call tools."),
                turn("user", asked),
                {"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "f", "arguments": said}}]},
                {"role": "tool", "tool_call_id": "1", "content": said},
                turn("assistant", said),
            ]
        },
    ),
    "parts": (
        "answers",
        lambda asked, said: {
            "messages": [
                {"role": role, "content": [{"type": "text", "text": text}]}
                for role, text in (("user", asked), ("assistant", said))
            ]
        },
    ),
    "sharegpt": ("answers", lambda asked, said: {"conversations": [sharegpt("human", asked), sharegpt("gpt", said)]}),
    "alpaca": ("answers", lambda asked, said: {"instruction": asked, "input": "", "output": said}),
    "dolly": ("answers", lambda asked, said: {"instruction": asked, "context": asked, "response": said, "id": "qa"}),
    "completions": ("answers", lambda asked, said: {"prompt": asked, "completion": said}),
    "questions": ("answers", lambda asked, said: {"question": asked, "answer": f"{said} {said}", "id": "1"}),
    "pairs": ("preferences", lambda asked, said: {"prompt": asked, "chosen": said, "rejected": said[::-1]}),
    "pairs of chats": (
        "preferences",
        lambda asked, said: {
            "prompt": asked,
            "chosen": [turn("user", asked), turn("assistant", said)],
            "rejected": [turn("user", asked), turn("assistant", said[::-1])],
        },
    ),
    "pairs without a prompt": (
        "preferences",
        lambda asked, said: {
            "chosen": f"\n\nHuman: {asked}\n\nAssistant: {said}",
            "rejected": f"\n\nHuman: {asked}\n\nAssistant: {said[::-1]}",
        },
    ),
    "openai pairs": (
        "preferences",
        lambda asked, said: {
            "input": {"messages": [turn("user", asked)]},
            "preferred_output": [turn("assistant", said)],
            "non_preferred_output": [turn("assistant", said[::-1])],
        },
    ),
    "marked": ("unpaired-preferences", lambda asked, said: {"prompt": asked, "completion": said, "label": True}),
    "marked chats": (
        "unpaired-preferences",
        lambda asked, said: {"messages": [turn("user", asked), turn("assistant", said)], "kto_tag": "false"},
    ),
    "gsm8k": ("verifiable", lambda asked, said: {"question": asked, "answer": f"{said}\n#### {len(said)}"}),
    "math": ("verifiable", lambda asked, said: {"problem": asked, "solution": rf"{said} \boxed{{4}}", "level": "5"}),
    "prompts": ("verifiable", lambda asked, said: {"prompt": asked, "ground_truth": len(said)}),
}  # fmt: skip


def write(path: Path, records: Sequence[Any]) -> str:
    lines = "".join(json.dumps(record) + "\n" for record in records)
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    return str(path)


def pairs(form: str) -> list[Mapping[str, Any]]:
    return [FORMS[form][1](asked, said) for asked, said in GIVEN]


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_told_by_its_keys(tmp_path: Path, form: str) -> None:
    facts = examine(Asked(write(tmp_path / "train.jsonl", pairs(form)))).facts
    wanted = {"task": "language-modeling", "data.kind": "text", "data.rows": EXAMPLES}
    assert {name: facts[name] for name in wanted} == wanted
    assert facts["data.supervision"] == FORMS[form][0]


@pytest.mark.parametrize(
    "record",
    [
        {"text": "Once upon a time there was a table."},
        {"question": "Is it so?", "answer": "yes it is", "label": 3},
        {"instruction": "Do it now.", "price": 3},
        {"messages": "none so far"},
        {"messages": [{"text": "hello"}]},
        {"input": "a", "output": "b"},
        {"chosen": 3, "rejected": 4},
    ],
)
def test_other_records_are_no_chats(record: dict[str, Any]) -> None:
    assert form_of([record] * 3) is None


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.jsonl.gz", "document.json", "a.csv", "a.parquet"])
def test_the_same_examples_measure_alike_in_every_file(tmp_path: Path, name: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    rows = pairs("completions")
    lines = write(tmp_path / "lines.jsonl", rows)
    wanted = examine(Asked(lines)).facts | {"data.path": ""}
    path = tmp_path / name
    if name == "document.json":
        path.write_text(json.dumps(rows, indent=1), "utf-8")
    elif path.suffix in (".csv", ".parquet"):
        duckdb.sql(f"COPY (FROM read_json('{lines}')) TO '{path}'")
    else:
        write(path, rows)
    assert examine(Asked(str(path))).facts | {"data.path": ""} == wanted


def test_turns_tokens_answers_and_copies_are_counted(tmp_path: Path) -> None:
    word = "tree " * 30
    chat = [
        turn("system", word),
        turn("user", word),
        turn("assistant", word),
        turn("user", word),
        turn("assistant", word),
    ]
    rows = [{"messages": [*chat[:4], turn("assistant", f"{word}{place}")]} for place in range(9)]
    profile = examine(Asked(write(tmp_path / "a.jsonl", [*rows, rows[0]]), shown=True))
    facts = profile.facts
    assert facts["data.rows"] == 10
    assert facts["data.duplicates"] == pytest.approx(0.1)
    assert facts["data.length"] == pytest.approx(5 * (40 + 5) + 4 / 3, abs=1)  # 4/3 tokens a word, 5 for each turn
    assert facts["data.tokens"] == pytest.approx(10 * facts["data.length"], rel=0.01)
    assert facts["data.answer_share"] == pytest.approx(80 / 225, abs=0.01)
    shown = {section.title: section.rows for section in profile.sections}
    assert ("system", 10, "1.00") in shown["roles"]
    assert ("assistant", 20, "2.00") in shown["roles"]
    assert ("have several turns of the user", "100.0%") in shown["examples that"]
    assert any("10.0% of the examples repeat an earlier one exactly" in note for note in profile.notes)


def test_a_pair_is_read_twice_and_as_long_as_its_longer_answer(tmp_path: Path) -> None:
    word = "tree "
    rows = [{"prompt": f"{place} {word * 29}", "chosen": word * 30, "rejected": word * 60} for place in range(4)]
    facts = examine(Asked(write(tmp_path / "a.jsonl", rows))).facts
    assert facts["data.length"] == pytest.approx(40 + 80 + 2 * 5, abs=1)
    assert facts["data.tokens"] == pytest.approx(4 * (40 + 40 + 40 + 80 + 4 * 5), rel=0.01)


def test_the_share_beyond_a_context_is_said(tmp_path: Path) -> None:
    rows = [
        {"prompt": "Write.", "completion": f"{place} " + "tree " * (900 if place % 4 else 3_000)} for place in range(8)
    ]
    sections = examine(Asked(write(tmp_path / "a.jsonl", rows), shown=True)).sections
    (cut,) = (section.rows for section in sections if section.title == "longer than a context")
    assert cut == [("512 tokens", "100.0%"), ("1,024 tokens", "100.0%"), ("2,048 tokens", "25.0%")]


def test_marks_are_counted(tmp_path: Path) -> None:
    rows = [{"prompt": asked, "completion": said, "label": place % 3 == 0} for place, (asked, said) in enumerate(GIVEN)]
    assert examine(Asked(write(tmp_path / "a.jsonl", rows))).facts["data.desirable"] == pytest.approx(1 / 3, abs=0.001)


GOOD = [turn("user", "Who is there?"), turn("assistant", "Nobody.")]
BROKEN: dict[str, tuple[Any, str]] = {
    "[1, 2]": ([1, 2], "is no JSON object"),
    "no turns": ({"messages": "hello"}, "messages: nothing to learn: no turn is the assistant's"),
    "null": ({"messages": [GOOD[0], turn("assistant", None)]}, "messages[1].content: expected a text, got null"),  # type: ignore[arg-type]
    "role": ({"messages": [turn("narrator", "Once.")]}, "messages[0].role: expected one of system, user, assistant"),
    "no answer": ({"messages": GOOD[:1]}, "messages: nothing to learn: no turn is the assistant's"),
    "no question": ({"messages": GOOD[1:]}, "messages: nothing is asked: no turn is the user's"),
    "empty": ({"messages": [GOOD[0], turn("assistant", " ")]}, "messages[1].content: is an empty answer"),
    "missing": ({"text": "hello"}, "messages: expected the field, which is missing"),
}


@pytest.mark.parametrize("wrong", BROKEN)
def test_a_broken_record_is_left_out_and_named_with_file_line_and_field(tmp_path: Path, wrong: str) -> None:
    record, says = BROKEN[wrong]
    path = write(tmp_path / "a.jsonl", [*[{"messages": GOOD}] * 12, record, {"messages": GOOD}])
    profile = examine(Asked(path))
    assert profile.facts["data.rows"] == 13
    assert any(
        note.startswith("1 of 14 records are broken and left out: a.jsonl:13 ") and says in note
        for note in profile.notes
    )


@pytest.mark.parametrize(
    ("record", "field", "says"),
    [
        ({"prompt": "Say it.", "chosen": "Yes.", "rejected": "Yes."}, "rejected", "is the same as chosen"),
        ({"prompt": "Say it.", "chosen": "Yes.", "rejected": 3}, "rejected", "expected a text or turns, got a number"),
        ({"prompt": "", "chosen": "Yes.", "rejected": "No."}, "prompt", "is empty"),
    ],
)
def test_pairs_that_prefer_nothing_are_refused(tmp_path: Path, record: dict[str, Any], field: str, says: str) -> None:
    good = {"prompt": "Say it.", "chosen": "Yes.", "rejected": "No."}
    path = write(tmp_path / "a.jsonl", [good] * 200 + [record] * 300)
    with pytest.raises(InputError) as error:
        examine(Asked(path))
    wrong = error.value.diagnostics[0]
    assert (wrong.file, wrong.line, wrong.field) == (path, 201, field)
    assert says in wrong.message


def test_lines_of_a_document_are_counted(tmp_path: Path) -> None:
    rows = [{"messages": GOOD}] * 20 + [{"messages": GOOD[:1]}]
    path = tmp_path / "a.json"
    path.write_text("[\n" + ",\n".join(map(json.dumps, rows)) + "\n]", "utf-8")
    (note,) = (note for note in examine(Asked(str(path))).notes if "broken" in note)
    assert "a.json:22 messages: nothing to learn" in note


def test_a_document_that_breaks_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[\n" + ",\n".join([json.dumps({"messages": GOOD})] * 250) + ",\n{", "utf-8")
    with pytest.raises(InputError, match="is no JSON") as error:
        examine(Asked(str(path)))
    assert error.value.diagnostics[0].line == 252


def test_pictures_and_several_forms_are_refused(tmp_path: Path) -> None:
    shown = [{"messages": GOOD, "images": ["1.jpg"]}] * 3
    with pytest.raises(InputError, match="there is no advice on images with texts"):
        examine(Asked(write(tmp_path / "a.jsonl", shown)))
    write(tmp_path / "a.jsonl", pairs("openai"))
    write(tmp_path / "b.jsonl", pairs("pairs"))
    with pytest.raises(InputError, match="holds chats in several forms"):
        examine(Asked(str(tmp_path)))


def test_a_target_or_another_task_is_followed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [{**row, "label": place % 2} for place, row in enumerate(pairs("dolly"))])
    assert examine(Asked(path, "label")).facts["task"] == "binary"


def test_prompts_with_what_a_reward_checks(tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl"
    with path.open("w") as file:
        for place, (asked, _) in enumerate(GIVEN):
            truth = {"numbers": [place, 2], "target": place + 2} if place % 2 else str(place)
            reward = {"style": "rule", "ground_truth": truth}
            record = {"data_source": "sums", "prompt": [turn("user", asked)], "ability": "math", "reward_model": reward}
            file.write(json.dumps(record) + "\n")
    facts, *_, notes, _ = examine(Asked(str(path)))
    assert (facts["data.supervision"], facts["data.rows"]) == ("verifiable", EXAMPLES)
    assert notes[0] == "read as prompt and reward: prompts with an answer that can be checked"


def test_a_prompt_under_any_key_beside_two_answers() -> None:
    records = [{"x": asked, "chosen": said, "rejected": said[::-1], "source": "me"} for asked, said in GIVEN]
    form = form_of(records)
    assert form is not None
    assert (form.prompt, form.supervision) == ("x", "preferences")
