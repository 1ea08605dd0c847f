"""Chats, instructions and preferences -> how many there are, how long, who speaks, what repeats and what is broken."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from advisor.errors import Diagnostic, InputError
from advisor.profiling.shared.profile import EXACT, Profile, Section, bins, quantile, refuse, rounded
from advisor.profiling.shared.words import Words
from advisor.profiling.text.chats.examples import Example, Fault, example_of, with_pictures
from advisor.profiling.text.chats.reading import records_of, rows_of
from advisor.profiling.text.tokenizers import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from advisor.profiling.shared.source import Source
    from advisor.profiling.shared.words import Tokenizer
    from advisor.profiling.text.chats import Found
    from advisor.profiling.text.chats.forms import Form
    from advisor.profiling.text.chats.reading import Place, Record

SAMPLE: Final = 20_000  # examples whose tokens are counted
TEMPLATE: Final = 5  # tokens that a chat template adds to a turn: ChatML's marks, the role and the ends of lines
SHOWN: Final = 5  # broken records that are named
BROKEN: Final = 0.5  # share of broken records from which the data are not what they look like
CONTEXTS: Final = (512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768)  # tokens
TOLD_EVERY: Final = 1_000  # records between two looks at the bar
REPEATED: Final = 0.01  # share of copies from which they are worth a note
SHOWS: Final = {
    "answers": "answers to learn",
    "preferences": "pairs of answers, of which one is preferred",
    "unpaired-preferences": "answers that are marked good or bad",
    "verifiable": "prompts with an answer that can be checked",
}


class Counts:
    """What is counted over examples, one at a time; no text is kept."""

    def __init__(self, every: int, tokenizer: Tokenizer | None) -> None:
        self.every = every  # one example of so many is read for its tokens
        self.whole, self.learnt = Words(tokenizer), Words(tokenizer)
        self.sequences: list[float] = []  # tokens of an example, as it is trained on
        self.trained: list[float] = []  # likewise of all that it makes a network read: two sequences of a pair
        self.turns: list[int] = []
        self.roles: Counter[str] = Counter()
        self.with_system = self.several = self.good = 0
        self.seen: set[bytes] = set()
        self.prompts: set[bytes] = set()

    def __len__(self) -> int:
        return len(self.turns)

    def add(self, example: Example) -> None:
        """Count one example."""
        self.turns.append(len(example.turns))
        self.roles.update(turn.role for turn in example.turns)
        self.with_system += any(turn.role == "system" for turn in example.given)
        self.several += sum(turn.role == "user" for turn in example.given) > 1
        self.good += bool(example.good)
        self.seen.add(_digest(chain(example.turns, example.rejected, [example.good])))
        self.prompts.add(_digest(example.given))
        if (len(self.turns) - 1) % self.every == 0:
            self._measure(example)

    def _measure(self, example: Example) -> None:
        """Count the tokens of an example: of a pair, the prompt stands before both answers."""
        given = TEMPLATE * len(example.turns)
        self.whole.add("\n".join(turn.text for turn in example.turns))
        self.learnt.add("\n".join(turn.text for turn in example.answers))
        whole, learnt = self.whole.tokens[-1], self.learnt.tokens[-1]
        if not example.rejected:
            self.sequences.append(whole + given)
            self.trained.append(whole + given)
            return
        self.learnt.add("\n".join(turn.text for turn in example.rejected))
        other = whole - learnt + self.learnt.tokens[-1]
        self.sequences.append(max(whole, other) + given)
        self.trained.append(whole + other + 2 * given)

    @property
    def answer_share(self) -> float:
        """Share of the trained tokens that are answers."""
        return min(1.0, sum(self.learnt.tokens) / max(1.0, sum(self.trained)))

    @property
    def duplicates(self) -> float:
        """Fraction of examples that repeat an earlier one exactly."""
        return 1 - len(self.seen) / len(self.turns)


def _digest(parts: Iterable[Any]) -> bytes:
    return blake2b(repr(list(parts)).encode(errors="replace"), digest_size=12).digest()


def measure(source: Source, found: Found) -> Profile:
    """Measure the examples. Raises `InputError` where most records are not as their form says, or show pictures."""
    form, asked, files = found.form, source.asked, source.files
    places = _watched(source, found)
    counts = Counts(_stride(source, found), opened(asked.tokenizer))
    faults: list[tuple[Place, Fault]] = []
    total = 0
    for place, record in places:
        total += 1
        if record is not None and with_pictures(record, form):
            from advisor.problem.not_covered import not_covered

            other = not_covered()["multimodal"]
            refuse(asked.path, f"holds turns with pictures or sounds; there is no advice on {other.field.name}",
                   other.hint, place[1] or None)  # fmt: skip
        example = Fault("", "is no JSON object") if record is None else example_of(record, form)
        if isinstance(example, Fault):
            faults.append((place, example))
        else:
            counts.add(example)
    if len(faults) >= max(1, BROKEN * total):
        raise InputError(_diagnostic(place, fault, form) for place, fault in faults[:SHOWN])
    left = len(files.paths) - len(found.paths) if found.paths else 0
    notes = [*files.notes, f"read as {form.name}: {SHOWS[form.supervision]}"]
    notes += [f"{left:,} other files are left out"] if left else []
    return _profile(source, form, counts, notes + _broken(faults, total) + _notes(counts, form))


def _watched(source: Source, found: Found) -> Iterator[tuple[Place, Record]]:
    """All records, telling how far one is."""
    paths = found.paths
    every = chain.from_iterable(map(records_of, paths)) if paths else rows_of(source.table)
    for number, (place, record) in enumerate(every):
        if number % TOLD_EVERY == 0:
            source.watch("reading examples", None)
        yield place, record


def _stride(source: Source, found: Found) -> int:
    """One example of how many is read for its tokens, by the number that the size of the files makes likely."""
    if not found.paths:
        return max(1, source.table.rows // SAMPLE)
    from advisor.profiling.shared.tables.compression import packing_of, read_head
    from advisor.profiling.text.chats.reading import first_records

    first = found.paths[0]
    size = sum(Path(path).stat().st_size for path in found.paths) * (4 if packing_of(first) else 1)
    head, looked = read_head(first), first_records(first)
    each = max(1, len(str(looked)) // max(1, len(looked)))
    return max(1, size // each // SAMPLE) if size > len(head) else 1


def _profile(source: Source, form: Form, counts: Counts, notes: list[str]) -> Profile:
    rows, read = len(counts), len(counts.sequences)
    mean = sum(counts.trained) / read
    lengths = sorted(counts.sequences)
    facts: dict[str, Any] = {} if source.asked.task else {"task": "language-modeling"}
    facts |= {"data.kind": "text", "data.path": source.asked.path, "data.rows": rows}
    facts |= {"data.supervision": form.supervision, "data.records": form.records}
    facts["data.duplicates"] = rounded(counts.duplicates)
    facts["data.length"] = max(1, round(quantile(lengths, 0.95)))
    facts["data.tokens"] = max(1, round(mean * rows))
    facts["data.answer_share"] = rounded(counts.answer_share, 2)
    if form.mark:
        facts["data.desirable"] = rounded(counts.good / rows)
    told = counts.whole.facts()
    facts |= {path: told[path] for path in ("data.multilingual",) if path in told}
    sampled = "" if read == rows else f"on {read:,} of {rows:,} examples, evenly spaced"
    how = f"{counts.whole.method}, and {TEMPLATE} a turn for a chat template"
    methods = dict.fromkeys(
        ("data.length", "data.tokens", "data.answer_share"), "; ".join(filter(None, (how, sampled)))
    )
    if sampled and "data.multilingual" in facts:
        methods["data.multilingual"] = sampled
    return Profile(facts, f"{EXACT}, over all {rows:,} examples", methods, _sections(counts, form, lengths), notes)


def _sections(counts: Counts, form: Form, lengths: list[float]) -> list[Section]:
    rows, turns = len(counts), sorted(counts.turns)
    estimated = "" if counts.whole.tokenizer else " (estimated)"
    answers = sorted(counts.learnt.tokens)
    measured = {
        f"tokens of an example{estimated}": lengths,
        f"tokens of its answers{estimated}": answers,
        "turns of an example": [float(each) for each in turns],
    }
    table = [
        (what, each[0], quantile(each, 0.5), quantile(each, 0.95), each[-1], bins(each))
        for what, each in measured.items()
    ]
    cut = [
        (f"{context:,} tokens", f"{share:.1%}")
        for context in CONTEXTS
        if (share := sum(length > context for length in lengths) / len(lengths)) or context == CONTEXTS[2]
    ]
    spoken = [(role, number, f"{number / rows:.2f}") for role, number in counts.roles.most_common()]
    shares = [
        ("begin with a system prompt", f"{counts.with_system / rows:.1%}"),
        ("have several turns of the user", f"{counts.several / rows:.1%}"),
        ("repeat an earlier example exactly", f"{counts.duplicates:.1%}"),
        ("repeat the prompt of an earlier one", f"{1 - len(counts.prompts) / rows:.1%}"),
    ]
    if form.mark:
        shares.append(("are marked good", f"{counts.good / rows:.1%}"))
    languages = [section for section in counts.whole.sections() if section.title in ("scripts", "languages")]
    return [
        Section("lengths", ("what", "least", "median", "95%", "most", "shape"), list(table)),
        Section("longer than a context", ("context", "share of examples"), list(cut)),
        Section("roles", ("who", "turns", "in an example"), list(spoken)),
        Section("examples that", ("what", "share"), list(shares)),
        *languages,
    ]


def _broken(faults: list[tuple[Place, Fault]], total: int) -> list[str]:
    """Which records are left out, and why, the first ones by their places."""
    if not faults:
        return []
    named = [_where(place, fault) + fault.message for place, fault in faults[:SHOWN]]
    more = f"; and {len(faults) - SHOWN:,} more" if len(faults) > SHOWN else ""
    return [f"{len(faults):,} of {total:,} records are broken and left out: {'; '.join(named)}{more}"]


def _where(place: Place, fault: Fault) -> str:
    path, line = place
    said = f"{Path(path).name}:{line}" if line else Path(path).name
    return f"{said} {fault.field}: " if fault.field else f"{said} "


def _diagnostic(place: Place, fault: Fault, form: Form) -> Diagnostic:
    path, line = place
    return Diagnostic(fault.message, path, line or None, field=fault.field, hint=f"read as {form.name}")


def _notes(counts: Counts, form: Form) -> list[str]:
    """What to know of the examples before training on them."""
    notes = []
    if (share := counts.duplicates) >= REPEATED:
        notes.append(
            f"{rounded(100 * share, 2)}% of the examples repeat an earlier one exactly: keep one of each, or copies"
            " end up on both sides of a split"
        )
    rows = len(counts)
    if 0 < counts.with_system < rows:
        notes.append(
            f"{counts.with_system / rows:.0%} of the examples begin with a system prompt, the others with none: what"
            " is asked in use should look like what was learnt"
        )
    if form.mark and counts.good in (0, rows):
        notes.append("all marks are the same, and without both good and bad answers there is nothing to tell apart")
    return notes
