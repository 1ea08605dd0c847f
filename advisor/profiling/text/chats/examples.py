"""One record of chats, instructions or preferences -> its turns, or what is wrong with it."""

from __future__ import annotations

import json
import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.profiling.text.chats.forms import (
    HISTORIES,
    INPUTS,
    REWARD,
    SYSTEMS,
    TRUTH,
    Form,
    pictures,
    yes_or_no,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROLES: Final = {
    "system": "system", "developer": "system",
    "user": "user", "human": "user", "prompter": "user",
    "assistant": "assistant", "gpt": "assistant", "model": "assistant", "bot": "assistant", "chatgpt": "assistant",
    "bard": "assistant", "bing": "assistant", "claude": "assistant",
    "function_call": "assistant", "tool_call": "assistant",
    "tool": "tool", "function": "tool", "observation": "tool", "ipython": "tool", "tool_response": "tool",
}  # fmt: skip
SPEAKERS: Final = re.compile(r"\n\n(Human|Assistant):[ ]?")  # of dialogues in one text, as Anthropic writes them
SHOWN: Final = 40  # characters of a value that a message repeats


class Turn(NamedTuple):
    """What one side says."""

    role: str  # system, user, assistant or tool
    text: str


class Example(NamedTuple):
    """The turns that are given, the answers to learn from, and whether a mark calls them good."""

    given: tuple[Turn, ...]
    answers: tuple[Turn, ...]  # of a chat all that the assistant says, in order; of a pair the chosen one
    rejected: tuple[Turn, ...] = ()
    good: bool | None = None

    @property
    def turns(self) -> tuple[Turn, ...]:
        """All that is said, without the answer that is rejected."""
        return (*self.given, *self.answers)


class Fault(NamedTuple):
    """What is wrong with a record, and in which field."""

    field: str
    message: str


class FaultyError(Exception):
    """A record that is not as its form says."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(field, message)


def example_of(record: Mapping[str, Any], form: Form) -> Example | Fault:
    """The turns of a record, or its first fault."""
    try:
        return _read(record, form)
    except FaultyError as error:
        return error.fault


def with_pictures(record: Mapping[str, Any], form: Form) -> bool:
    """Whether a record shows images, sounds or films beside its texts."""
    if pictures(record):
        return True
    said = record.get(form.prompt)
    parts = [turn.get("content") for turn in said if isinstance(turn, dict)] if isinstance(said, list) else []
    kinds = [str(part.get("type", "text")) for each in parts if isinstance(each, list) for part in each if
             isinstance(part, dict)]  # fmt: skip
    return any(kind.split("_")[0] in ("image", "video", "audio", "input") and "text" not in kind for kind in kinds)


def _read(record: Mapping[str, Any], form: Form) -> Example:
    if form.rejected:
        return _pair(record, form)
    if not form.answer:
        return _chat(record, form)
    given = [*_system(record), *_history(record), Turn("user", _asked(record, form.prompt))]
    if isinstance(record.get(form.prompt), list):
        given = [*_system(record), *_said(record, form.prompt)]
    said = record.get(form.answer)
    if form.answer == REWARD and isinstance(said, dict) and said.get(TRUTH) is not None:
        record = {**record, REWARD: said[TRUTH] if isinstance(said[TRUTH], str) else json.dumps(said[TRUTH])}
    elif form.supervision == "verifiable" and isinstance(said, int | float) and not isinstance(said, bool):
        record = {**record, form.answer: str(said)}
    answers = _said(record, form.answer, "assistant")
    return Example(tuple(given), tuple(answers), good=_marked(record, form))


def _chat(record: Mapping[str, Any], form: Form) -> Example:
    turns = [*_system(record), *_said(record, form.prompt)]
    spoken = [turn for turn in turns if turn.role == "assistant"]
    if not spoken:
        raise FaultyError(form.prompt, "nothing to learn: no turn is the assistant's")
    given = [turn for turn in turns if turn.role != "assistant"]
    if not any(turn.role in ("user", "tool") for turn in given):
        raise FaultyError(form.prompt, "nothing is asked: no turn is the user's")
    return Example(tuple(given), tuple(spoken), good=_marked(record, form))


def _pair(record: Mapping[str, Any], form: Form) -> Example:
    given = [*_system(record)]
    if form.prompt:
        asked = record.get(form.prompt)
        inner = asked.get("messages") if isinstance(asked, dict) else asked  # as OpenAI writes it
        given += _said({form.prompt: inner}, form.prompt)
        if isinstance(asked, str) and (more := _beside(record)):
            given[-1] = Turn(given[-1].role, f"{given[-1].text}\n{more}")
    chosen, rejected = _said(record, form.answer, "assistant"), _said(record, form.rejected, "assistant")
    if chosen == rejected:
        raise FaultyError(form.rejected, f"is the same as {form.answer}, so nothing is preferred")
    if chosen[: len(given)] == given == rejected[: len(given)]:
        given = []  # the prompt stands in both answers again
    shared, chosen, rejected = _apart(chosen, rejected)
    given += shared
    if not chosen or not rejected:
        raise FaultyError(form.answer if not chosen else form.rejected, "holds no answer of its own")
    if not given:
        raise FaultyError(form.prompt or form.answer, "holds no prompt before the answers")
    return Example(tuple(given), tuple(chosen), tuple(rejected))


def _apart(chosen: list[Turn], rejected: list[Turn]) -> tuple[list[Turn], list[Turn], list[Turn]]:
    """The turns that both begin with, and what each goes on with; of two single texts the words that they share."""
    number = 0
    while number < min(len(chosen), len(rejected)) - 1 and chosen[number] == rejected[number]:
        number += 1
    shared, chosen, rejected = chosen[:number], chosen[number:], rejected[number:]
    if not shared and len(chosen) == len(rejected) == 1:
        alike = takewhile(lambda pair: pair[0] == pair[1], zip(chosen[0].text, rejected[0].text, strict=False))
        start = "".join(character for character, _ in alike)
        if "\n" in start:  # a prompt before both
            cut = start.rindex("\n") + 1
            shared = [Turn("user", start[:cut])]
            chosen, rejected = ([Turn("assistant", each[0].text[cut:])] for each in (chosen, rejected))
    return shared, chosen, rejected


def _said(record: Mapping[str, Any], key: str, role: str = "user") -> list[Turn]:
    """The turns in a field: a list of them, a single one, a dialogue in one text, or a text."""
    value = record.get(key)
    if isinstance(value, dict):
        return [_turn(value, key)]
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return [_turn(turn, f"{key}[{place}]") for place, turn in enumerate(value)]
    if isinstance(value, list) and role == "assistant" and len(value) == 1:
        value = value[0]
    if not isinstance(value, str):
        expected = "a text or turns" if key in record else "the field, which is missing"
        raise FaultyError(key, f"expected {expected}" + (f", got {_named(value)}" if key in record else ""))
    if SPEAKERS.match(value):
        _, *parts = SPEAKERS.split(value)
        return [Turn(ROLES[who.lower()], said.strip()) for who, said in zip(parts[::2], parts[1::2], strict=True)]
    if not value.strip():
        raise FaultyError(key, "is empty")
    return [Turn(role, value)]


def _turn(turn: Mapping[str, Any], place: str) -> Turn:
    who, what = ("role", "content") if "role" in turn else ("from", "value")
    role = turn.get(who)
    if not isinstance(role, str) or role.lower() not in ROLES:
        near = "one of system, user, assistant, tool"
        raise FaultyError(f"{place}.{who}", f"expected {near}; got {_named(role)}")
    role = ROLES[role.lower()]
    what = what if what in turn or "content" not in turn else "content"
    content = turn.get(what)
    if isinstance(content, list):
        content = "".join(map(_part, content))
    calls = turn.get("tool_calls") or turn.get("function_call")
    if calls:
        content = f"{content or ''}{calls}"
    if not isinstance(content, str):
        got = _named(content) if what in turn else "nothing"
        raise FaultyError(f"{place}.{what}", f"expected a text, got {got}")
    if role == "assistant" and not content.strip():
        raise FaultyError(f"{place}.{what}", "is an empty answer")
    return Turn(role, content)


def _part(part: Any) -> str:
    """The text of one part of a turn that is written in parts."""
    if not isinstance(part, dict):
        return str(part)
    said = part.get("text", part.get("value", part.get("content", "")))
    return said if isinstance(said, str) else str(said)


def _asked(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    if isinstance(value, list):
        return ""
    if not isinstance(value, str):
        got = f"a text, got {_named(value)}" if key in record else "the field, which is missing"
        raise FaultyError(key, f"expected {got}")
    more = _beside(record, key)
    if not value.strip() and not more:
        raise FaultyError(key, "is empty")
    return f"{value}\n{more}" if more else value


def _beside(record: Mapping[str, Any], key: str = "") -> str:
    """What an instruction is about, where it stands in a field of its own."""
    said = [record.get(name) for name in INPUTS if name != key]
    return "\n".join(each for each in said if isinstance(each, str) and each.strip())


def _system(record: Mapping[str, Any]) -> list[Turn]:
    said = next((record[key] for key in SYSTEMS if isinstance(record.get(key), str) and record[key].strip()), None)
    return [] if said is None else [Turn("system", said)]


def _history(record: Mapping[str, Any]) -> list[Turn]:
    pairs: Sequence[Any] = next((record[key] for key in HISTORIES if isinstance(record.get(key), list)), ())
    turns: list[Turn] = []
    for pair in pairs:
        if isinstance(pair, list) and [type(each) for each in pair] == [str, str]:
            turns += [Turn("user", pair[0]), Turn("assistant", pair[1])]
    return turns


def _marked(record: Mapping[str, Any], form: Form) -> bool | None:
    if not form.mark:
        return None
    mark = yes_or_no(record.get(form.mark))
    if mark is None:
        raise FaultyError(form.mark, f"expected true or false, got {_named(record.get(form.mark))}")
    return mark


def _named(value: Any) -> str:
    """A wrong value in a few words."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return repr(value[:SHOWN])
    kinds = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return kinds.get(type(value), type(value).__name__)
