"""The forms in which chats, instructions and preferences are written down, told by the keys of their records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from advisor.problem.vocabulary import Records, Supervision

# Keys of chosen and rejected answers: TRL's, LLaMA-Factory's, Anthropic's and those of OpenAI's preference tuning.
PAIRS: Final = (
    ("chosen", "rejected"),
    ("chosen_messages", "rejected_messages"),
    ("chosen_response", "rejected_response"),
    ("preferred_output", "non_preferred_output"),
)
CHATS: Final = ("messages", "conversations", "conversation")  # keys of a list of turns
MARKS: Final = ("label", "kto_tag")  # keys of whether an answer is good
PROMPTS: Final = ("prompt", "question", "problem", "query", "input")  # keys of what is asked
INSTRUCTIONS: Final = ("instruction", "instructions")  # likewise, where more may stand beside
ANSWERS: Final = ("completion", "response", "output")  # keys of an answer to learn
REFERENCES: Final = ("answer", "solution", "ground_truth", "final_answer", "reference_answer", "gold_answer")
REWARD, TRUTH = "reward_model", "ground_truth"  # what verl checks an answer against, and where in it
INPUTS: Final = ("input", "context")  # what an instruction is about
SYSTEMS: Final = ("system", "system_prompt")
HISTORIES: Final = ("history",)  # earlier turns, as pairs of texts
PICTURES: Final = ("images", "image", "videos", "video", "audios", "audio")
# Keys beside a question and its answer that leave them what the record is about; others may be what is to be learnt.
BESIDE: Final = frozenset((
    *INPUTS, *SYSTEMS, *HISTORIES, "id", "idx", "index", "uuid", "name", "source", "category", "topic", "subject",
    "level", "type", "dataset", "split", "url", "title", "language", "lang", "difficulty", "score", "metadata", "meta",
    "tags", "model", "created", "unique_id", "task_id", "is_classification", "text", "explanation", "rationale",
))  # fmt: skip
SURE: Final = 0.9  # share of the first records that must be of the form
LEAST: Final = 10  # characters of a text, on average, under a key that may be of anything, from which it asks something
CALLED: Final = ("prompt", *INSTRUCTIONS)  # keys of prompts and of nothing else
FINAL: Final = re.compile(r"####\s*\S|\\boxed\s*\{")  # a marked result, as GSM8K and MATH have it
SHORT: Final = 4  # words up to which an answer can be compared as it stands
CHECKED: Final = 0.95  # share of the answers that must be so


class Form(NamedTuple):
    """How a data set is written down, what it teaches, and the keys of its parts; empty where there is none."""

    name: str
    supervision: Supervision
    prompt: str = ""
    answer: str = ""
    rejected: str = ""
    mark: str = ""
    records: Records = "messages"


def form_of(records: Sequence[Mapping[str, Any]]) -> Form | None:
    """The form of the first records of a data set; None where they are something else.

    >>> form_of([{"messages": [{"role": "user", "content": "Hello"}]}]).name
    'messages'
    >>> form_of([{"question": "What are six and seven?", "answer": "6 + 7 = 13 #### 13"}]).supervision
    'verifiable'
    >>> form_of([{"text": "Once upon a time"}])
    """
    if not records:
        return None
    return next(filter(None, (tell(records) for tell in (_pairs, _chats, _rewarded, _texts))), None)


def pictures(record: Mapping[str, Any]) -> bool:
    """Whether a record holds or names images, sounds or films."""
    return any(record.get(key) for key in PICTURES)


def _most(records: Sequence[Mapping[str, Any]], holds: Any) -> bool:
    return sum(map(bool, map(holds, records))) >= SURE * len(records)


def _has(records: Sequence[Mapping[str, Any]], key: str) -> bool:
    """Whether most records have a key that is filled, with whatever."""
    return _most(records, lambda record: record.get(key) not in (None, ""))


def _pairs(records: Sequence[Mapping[str, Any]]) -> Form | None:
    """Two answers to one prompt, of which one is preferred."""
    for chosen, rejected in PAIRS:
        if _has(records, chosen) and _has(records, rejected) and _most(records, lambda r, key=chosen: _spoken(r[key])):
            prompts = (*CHATS, *PROMPTS, *INSTRUCTIONS)
            prompt = next((key for key in prompts if _has(records, key)), "") or _other_text(records, chosen, rejected)
            return Form("preference pairs", "preferences", prompt, chosen, rejected, records=_written(records, chosen))
    return None


def _other_text(records: Sequence[Mapping[str, Any]], *known: str) -> str:
    """The one other key of long texts, whatever it is called, as `x` beside two answers; empty for none or several."""
    keys = dict.fromkeys(key for record in records for key in record if key not in known)
    texts = [
        key for key in keys if _most(records, lambda r, key=key: isinstance(r.get(key), str)) and _asks(records, key)
    ]
    return texts[0] if len(texts) == 1 else ""


def _rewarded(records: Sequence[Mapping[str, Any]]) -> Form | None:
    """Prompts beside what a reward checks answers against, as verl has them."""

    def checked(record: Mapping[str, Any]) -> bool:
        reward = record.get(REWARD)
        return isinstance(reward, dict) and reward.get(TRUTH) not in (None, "")

    prompt = next((key for key in PROMPTS if _has(records, key)), "")
    if not prompt or not _most(records, checked):
        return None
    return Form("prompt and reward", "verifiable", prompt, REWARD, records=_written(records, prompt))


def _chats(records: Sequence[Mapping[str, Any]]) -> Form | None:
    """Lists of turns, with or without a mark that says whether the last is good."""
    for key in CHATS:
        if not _most(records, lambda record, key=key: _turns(record.get(key))):
            continue
        turns = [turn for record in records if _turns(record.get(key)) for turn in record[key]]
        name = "ShareGPT" if any("from" in turn for turn in turns) else "messages"
        mark = _mark(records)
        shows: Supervision = "unpaired-preferences" if mark else "answers"
        return Form(name, shows, key, mark=mark, records=_written(records, key))
    return None


def _texts(records: Sequence[Mapping[str, Any]]) -> Form | None:
    """A prompt with its answer, each in a key of its own."""
    for prompt in (*INSTRUCTIONS, *PROMPTS):
        if not _most(records, lambda record, key=prompt: _spoken(record.get(key))):
            continue
        answer = next((key for key in (*ANSWERS, *REFERENCES) if key != prompt and _answered(records, key)), "")
        if not answer or not (prompt in CALLED or _asks(records, prompt)):
            continue
        keys = {key for record in records for key, value in record.items() if not isinstance(value, list | dict)}
        mark = _mark(records)
        written = _written(records, answer)
        if mark and answer in ANSWERS:
            return Form("prompt and completion, marked", "unpaired-preferences", prompt, answer, "", mark, written)
        if prompt in INSTRUCTIONS and answer in ANSWERS:
            return Form("instruction and output", "answers", prompt, answer, records="instructions")
        if prompt in ("prompt", "question") and answer in ANSWERS:
            return Form("prompt and completion", "answers", prompt, answer, records=written)
        if not keys <= BESIDE | {prompt, *ANSWERS, *REFERENCES}:
            return None
        checked = answer in REFERENCES and _checkable([str(record.get(answer, "")) for record in records])
        shows: Supervision = "verifiable" if checked else "answers"
        return Form("prompt and answer", shows, prompt, answer, records=written)
    return None


def _written(records: Sequence[Mapping[str, Any]], key: str) -> Records:
    """How the first answer is written: as turns, of which kind, or as a text."""
    value = next(record[key] for record in records if record.get(key))
    turn = value[0] if isinstance(value, list) else value
    if not isinstance(turn, dict):
        return "prompts"
    return "sharegpt" if "from" in turn else "messages"


def _spoken(value: Any) -> bool:
    """Whether a value is a text, a turn or a list of turns."""
    return (isinstance(value, str) and bool(value.strip())) or _turns(value) or _turn(value)


def _turns(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_turn, value[:3]))


def _turn(value: Any) -> bool:
    return isinstance(value, dict) and ("role" in value or "from" in value)


def _answered(records: Sequence[Mapping[str, Any]], key: str) -> bool:
    filled = [record[key] for record in records if record.get(key) not in (None, "")]
    return len(filled) >= SURE * len(records) and all(isinstance(each, str | int | float | list) for each in filled)


def _asks(records: Sequence[Mapping[str, Any]], key: str) -> bool:
    """Whether texts are more than names and numbers."""
    texts = [record[key] for record in records if isinstance(record.get(key), str)]
    return not texts or sum(map(len, texts)) >= LEAST * len(texts)


def _mark(records: Sequence[Mapping[str, Any]]) -> str:
    """The key that says yes or no of each record."""
    return next((key for key in MARKS if _most(records, lambda r, key=key: yes_or_no(r.get(key)) is not None)), "")


def yes_or_no(value: Any) -> bool | None:
    """A mark as it is written: true, 1, "true"; None for anything else.

    >>> yes_or_no("False"), yes_or_no(1), yes_or_no("maybe")
    (False, True, None)
    """
    if isinstance(value, bool):
        return value
    return {"1": True, "true": True, "0": False, "false": False}.get(str(value).strip().lower())


def _checkable(answers: Sequence[str]) -> bool:
    """Whether a program can compare answers: a marked result, or a few words."""
    good = sum(bool(FINAL.search(answer)) or 0 < len(answer.split()) <= SHORT for answer in answers)
    return good >= CHECKED * len(answers)
