"""From documents, measurements, flags and keywords to a checked problem; later sources override earlier ones."""

from collections.abc import Mapping, Sequence
from math import isfinite
from re import fullmatch
from typing import Any, Final, Protocol

from msgspec import ValidationError, convert

from advisor.errors import Diagnostic, InputError, nearest
from advisor.problem import accelerators
from advisor.problem.amounts import quantiles, quantity, units_of
from advisor.problem.assuming import assumptions
from advisor.problem.checking import contradictions
from advisor.problem.fact import PINS, Fact, Origin
from advisor.problem.facts import FACTS, FORMER, Facts
from advisor.problem.vocabulary import ALIASES, TUNED_ON
from advisor.versions import CONFIG_SCHEMA, PROBLEM_SCHEMA

BY_KEYWORD: Final = {leaf.about.flag.replace("-", "_"): path for path, leaf in FACTS.items() if leaf.about.flag}
BY_FORMER: Final = FORMER | {former.rpartition(".")[2]: path for former, path in FORMER.items()}
IMAGE: Final = "data.image"
GPU: Final = "compute.accelerator"
IMAGE_SIZE: Final = r"[0-9]{1,9}[xX][0-9]{1,9}([xX][0-9]{1,9})?"
YES_NO: Final = {"true": True, "yes": True, "y": True, "1": True, "false": False, "no": False, "n": False, "0": False}
LONGEST_NUMBER: Final = 20  # digits of a number that a diagnostic repeats
GIVEN: Final = ("data.path", "data.target", "data.targets")  # facts that a user names to have the others measured
TASKS: Final = FACTS["task"].choices
SECTIONS: Final = frozenset(path.rpartition(".")[0] for path in FACTS) - {""}
# Words that people write for a fact, beyond its flag and its path.
FACT_ALIASES: Final = {
    "data.samples": "data.rows",
    "data.n_samples": "data.rows",
    "data.examples": "data.rows",
    "data.n_features": "data.features",
    "data.n_classes": "data.classes",
    "data.sequence_length": "data.length",
    "compute.memory": "compute.device_memory_gib",
    "compute.memory_gib": "compute.device_memory_gib",
    "compute.gpu": "compute.gpus",
    "priorities.priority": "priorities.first",
    "priority": "priorities.first",
    "device": "compute.device",
}


class Readable(Protocol):
    """A document that knows the places of its parts (`advisor.yamlio.Document`)."""

    @property
    def data(self) -> Any: ...

    def complain(
        self, path: tuple[str | int, ...], message: str, hint: str | None = None, key: bool = False
    ) -> Diagnostic: ...


class Intake:
    """Collects facts by path, with their origin and where each came from, and resolves them at the end."""

    def __init__(self) -> None:
        self.facts: dict[str, Any] = {}
        self.origins: dict[str, Origin] = {}
        self.diagnostics: list[Diagnostic] = []
        self.pins: dict[str, Any] = {}  # choices that are fixed, by path
        self.ruleset: str | None = None  # the one that a config given as input was made under
        self.config: Mapping[str, Any] | None = None  # the config that was given as input, whole
        self.modeline = ""  # the line of that config by which editors find its schema
        self._where: dict[str, tuple[Readable, tuple[str | int, ...]] | str] = {}
        self._typed: set[str] = set()  # facts that came as text, where numbers may have units
        self._unread = False  # a document could not be read in whole, so a missing task is no error of its own

    # --- sources ---------------------------------------------------------------------------------------

    def document(self, document: Readable, faults: Sequence[Diagnostic] = ()) -> None:
        """Take the facts of a problem document, or of the problem inside a config.

        `faults` are what was found wrong in it on reading, and left out.
        """
        self.diagnostics += faults
        self._unread = bool(faults)
        data: Any = document.data
        prefix: tuple[str | int, ...] = ()
        if not isinstance(data, Mapping):
            hint = (
                "a config is made of data by: advisor recommend DATA -o config.yaml" if isinstance(data, str) else None
            )
            self._refuse(document.complain((), f"a problem is a mapping of facts, not {_named(data)}", hint))
            return
        schema = data.get("schema", PROBLEM_SCHEMA)
        if schema == CONFIG_SCHEMA:
            self.ruleset = data.get("ruleset")
            self.config = data
            data, prefix = data.get("problem"), ("problem",)
            if not isinstance(data, Mapping):
                self._refuse(document.complain(prefix, "a config holds its facts under 'problem', as a mapping"))
                return
        elif schema != PROBLEM_SCHEMA:
            reads = f"this version reads {PROBLEM_SCHEMA} and {CONFIG_SCHEMA}"
            self._refuse(document.complain(("schema",), f"expected a schema, got {_named(schema)}", reads))
            return
        measured = [] if data.get("measured") is None else data["measured"]
        if not isinstance(measured, list) or not all(isinstance(path, str) for path in measured):
            measured = [""]  # which is no path
        measured = [FORMER.get(path, path) for path in measured]
        if not FACTS.keys() >= set(measured):
            self.diagnostics.append(document.complain((*prefix, "measured"), "expected a list of paths of facts"))
            measured = []
        self._tree(document, data, prefix, "", frozenset(measured))
        self._pin_tree(document, data.get(PINS), (*prefix, PINS), "")

    def _refuse(self, diagnostic: Diagnostic) -> None:
        self.diagnostics.append(diagnostic)
        self._unread = True

    def _tree(
        self,
        document: Readable,
        tree: Mapping[str, Any],
        place: tuple[str | int, ...],
        section: str,
        measured: frozenset[str],
    ) -> None:
        for name, value in tree.items():
            said, here = f"{section}.{name}" if section else name, (*place, name)
            path = FORMER.get(said, said)
            if path != said and path.rpartition(".")[2] in tree:
                wrong = f"this is the former name of {path}, which is given too"
                self.diagnostics.append(document.complain(here, wrong, key=True))
            elif path in FACTS:
                self._take(path, value, "measured" if path in measured else "given", (document, here))
            elif path == IMAGE and isinstance(value, str | list):
                self._image(value, (document, here))
            elif path in SECTIONS:
                if isinstance(value, Mapping):
                    self._tree(document, value, here, path, measured)
                elif value is not None:
                    self.diagnostics.append(
                        document.complain(here, f"expected a mapping of facts, got {_named(value)}")
                    )
            elif path not in ("schema", "measured", PINS):
                self.diagnostics.append(document.complain(here, f"there is no fact {path}", _suggest(path), key=True))

    def measured(self, facts: Mapping[str, Any]) -> None:
        """Take facts that were measured on data, by path. The path and the targets were given."""
        for path, value in facts.items():
            self._take(path, value, "given" if path in GIVEN else "measured", path)

    def keyword(self, name: str, value: Any) -> None:
        """Take one fact by its flag (with underscores) or by its path."""
        path = _path(name)
        if hasattr(value, "item"):  # a number as numpy and pandas give it
            value = value.item()
        if isinstance(value, str) and not _encodable(value):
            self.diagnostics.append(Diagnostic("this is not Unicode text", field=path))
        elif path in FACTS:
            self._take(path, value, "given", name)
        elif path in (IMAGE, "image"):
            self._image(value, name)
        else:
            self.diagnostics.append(Diagnostic(f"there is no fact {name!r}", hint=_suggest(name, BY_KEYWORD)))

    def text(self, name: str, text: str, source: str) -> None:
        """Take one fact from the text of a flag or of `--set path=value`; `source` is shown in diagnostics."""
        path = _path(name)
        if not _encodable(text):
            self.diagnostics.append(Diagnostic("this is not UTF-8 text", source))
        elif path in (IMAGE, "image"):
            self._image(text, source)
        elif path in FACTS:
            self._take(path, _parsed(text, FACTS[path]), "given", source)
            self._typed.add(path)
        else:
            self.diagnostics.append(Diagnostic(f"there is no fact {name!r}", source, hint=_suggest(name, BY_KEYWORD)))

    def target(self, columns: Sequence[str], source: str) -> None:
        """Take the columns to predict: one, or several."""
        if not all(map(_encodable, columns)):
            self.diagnostics.append(Diagnostic("this is not UTF-8 text", source))
        elif len(columns) == 1:
            self._take("data.target", columns[0], "given", source)
        else:
            self._take("data.targets", list(columns), "given", source)

    def _pin_tree(self, document: Readable, tree: Any, place: tuple[str | int, ...], section: str) -> None:
        """Pins by dotted path, or nested as the config is; what their values may be is known to the rules alone."""
        if tree is None:
            return
        if not isinstance(tree, Mapping):
            self.diagnostics.append(document.complain(place, f"expected a mapping of pins, got {_named(tree)}"))
            return
        for name, value in tree.items():
            path, here = f"{section}.{name}" if section else name, (*place, name)
            if isinstance(value, Mapping):
                self._pin_tree(document, value, here, path)
            else:
                self.pins[path] = value
                self._where[f"{PINS}.{path}"] = (document, here)

    def pin(self, path: str, value: Any, source: str) -> None:
        """Fix one choice; `source` is shown in diagnostics."""
        self.pins[path] = value
        self._where[f"{PINS}.{path}"] = source

    def placed(self, error: InputError) -> InputError:
        """The same diagnostics, those about pins with the place that each pin came from."""
        return InputError(
            self._report(wrong.field, wrong.message, wrong.hint) if wrong.field in self._where else wrong
            for wrong in error.diagnostics
        )

    def _take(self, path: str, value: Any, origin: Origin, where: Any) -> None:
        self.facts[path] = value
        self.origins[path] = origin
        self._where[path] = where

    def _image(self, value: Any, where: Any) -> None:
        """The size of an image as HxWxC or HxW, or as a list of two or three numbers."""
        sizes: list[Any] = list(value) if isinstance(value, list | tuple) else []
        if isinstance(value, str) and fullmatch(IMAGE_SIZE, value):
            sizes = [int(part) for part in value.lower().split("x")]
        if len(sizes) not in (2, 3) or not all(isinstance(size, int | float) for size in sizes):
            self.diagnostics.append(
                self._report_at(where, IMAGE, f"expected HEIGHTxWIDTHxCHANNELS, got {value!r}", "for example 224x224x3")
            )
            return
        for name, size in zip(("height", "width", "channels"), sizes, strict=False):
            self._take(f"{IMAGE}.{name}", size, "given", where)

    # --- checking --------------------------------------------------------------------------------------

    def resolved(self) -> Facts:
        """All facts, checked, with assumptions for those not given (`Problem.of` makes a problem of them).

        Raises `InputError` with every diagnostic at once.
        """
        self._name_words()
        if "task" not in self.facts and not self._unread:
            self.diagnostics.append(Diagnostic("the task is missing", field="task", hint="one of: " + ", ".join(TASKS)))
        facts = None if self.diagnostics else self._convert()
        if facts is None:
            self._check_each()
            facts = None if self.diagnostics else self._convert()
        if facts is not None:
            for wrong in contradictions(facts, self.origins):
                self.diagnostics.append(self._report(wrong.path, wrong.message, wrong.hint))
        if facts is None or self.diagnostics:
            raise InputError(self._in_order())
        return facts

    def _in_order(self) -> list[Diagnostic]:
        """Those of documents by line, then those about flags; one for each place, as the first is the cause."""
        said: dict[Any, Diagnostic] = {}
        for number, diagnostic in enumerate(self.diagnostics):
            place = (diagnostic.file, diagnostic.line, diagnostic.column)
            said.setdefault(number if diagnostic.line is None else place, diagnostic)
        return sorted(said.values(), key=lambda each: (each.line is None, each.line or 0, each.column or 0))

    def _name_words(self) -> None:
        """Replace what people say for the word of a fact by that word; a method of tuning says what it learns from."""
        task = self.facts.get("task")
        if isinstance(task, str) and (shows := TUNED_ON.get(_plain(task))) and "data.supervision" not in self.facts:
            self._take("data.supervision", shows, "given", self._where.get("task", ""))
        for path, said in self.facts.items():
            if isinstance(said, str):
                self.facts[path] = meant(path, said)

    def _convert(self) -> Facts | None:
        tree: dict[str, Any] = {}
        assumed = {path: FACTS[path].bounded(value) for path, value in assumptions(self.facts).items()}
        for path, value in (assumed | self.facts).items():
            if type(value) is float and not isfinite(value):
                return None
            branch = tree
            *sections, name = path.split(".")
            for section in sections:
                branch = branch.setdefault(section, {})
            branch[name] = value
        try:
            return convert(tree, Facts)
        except ValidationError:
            return None

    def check(self) -> None:
        """Check the type and the bounds of every fact so far; a problem that is not yet complete may be right.

        Raises `InputError` with every diagnostic at once.
        """
        self._name_words()
        self._check_each()
        if self.diagnostics:
            raise InputError(self._in_order())

    def _check_each(self) -> None:
        """Find every fact with a wrong type or outside its bounds; numbers such as 1e6 become counts."""
        for path, value in self.facts.items():
            leaf = FACTS[path]
            whole = leaf.type is int and isinstance(value, float) and value.is_integer()
            try:
                if isinstance(value, float) and not isfinite(value):
                    raise ValidationError("expected a finite number")
                self.facts[path] = convert(int(value) if whole else value, leaf.annotation)
            except ValidationError as error:
                message, hint = _expectation(leaf, value, str(error))
                if path in self._typed and isinstance(value, str) and leaf.type in (int, float):
                    hint = f"for example {units_of(leaf)[1]}"
                self.diagnostics.append(self._report(path, message, hint))

    def _report(self, path: str, message: str, hint: str | None = None) -> Diagnostic:
        return self._report_at(self._where.get(path, ""), path, message, hint)

    def _report_at(self, where: Any, path: str, message: str, hint: str | None) -> Diagnostic:
        if isinstance(where, tuple):
            document, place = where
            diagnostic: Diagnostic = document.complain(place, message, hint)
            return diagnostic
        return Diagnostic(message, where if where.startswith("-") else None, field=path, hint=hint)


def meant(path: str, said: str) -> str:
    """The word of a fact that a text means: in another case, or as others call it; else the text itself.

    >>> meant("compute.device", "CUDA"), meant("priorities.metric", "roc_auc"), meant("task", "guess")
    ('gpu', 'auc', 'guess')
    """
    words = FACTS[path].choices
    if not words or said in words:
        return said
    plain = _plain(said)
    if path == GPU and plain not in words:
        return accelerators.named(said)
    return plain if plain in words else ALIASES.get(path, {}).get(plain, said)


def _plain(said: str) -> str:
    return said.strip().lower().replace("_", "-").replace(" ", "-")


def _path(name: str) -> str:
    """The path of a fact by its flag (with underscores), by its path, or by a former name of either."""
    return BY_KEYWORD.get(name) or BY_FORMER.get(name, name)


def _encodable(text: str) -> bool:
    """Whether a text is free of halves of characters, as which bytes of an argument that are not UTF-8 arrive."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def _parsed(text: str, leaf: Fact) -> Any:
    """The value that a text on the command line stands for; what does not parse stays text and is refused later."""
    if leaf.choices or leaf.type is str:
        return text
    lowered = text.strip().lower()
    if leaf.type is bool:
        return YES_NO.get(lowered, text)
    if leaf.several:
        from msgspec import DecodeError
        from msgspec.json import decode

        try:
            if lowered.startswith("["):
                return decode(text)
        except DecodeError:
            return text
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return quantiles(parts) if leaf.path == "data.quantiles" else parts
    number = quantity(lowered, units_of(leaf)[0])
    return text if number is None else number


def _named(value: Any) -> str:
    """What a value is, in the words of YAML."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text {value[:60]!r}"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, int) and abs(value) >= 10**LONGEST_NUMBER:
        return (
            "a number of "
            + ("more than 4,000" if value.bit_length() > 13_288 else str(len(str(abs(value)))))
            + " digits"
        )
    return f"the number {value!r}" if isinstance(value, int | float) else f"an object of type {type(value).__name__}"


def _expectation(leaf: Fact, value: Any, error: str) -> tuple[str, str | None]:
    """What was expected of a fact, and the nearest valid word."""
    if leaf.path in ("task", "data.kind") and isinstance(value, str):
        from advisor.problem.not_covered import by_word

        if (other := by_word(value)) is not None:
            return other.message(leaf.path), other.hint
    if leaf.choices:
        near = nearest(str(value), leaf.choices, ALIASES.get(leaf.path))
        hint = f"did you mean {near!r}?" if near else None
        if leaf.path == GPU and isinstance(value, str):  # a GPU of nearly the same name is another one
            hint = accelerators.advice(value)
        return f"expected one of {', '.join(leaf.choices)}; got {_named(value)}", hint
    if leaf.path == "data.quantiles":
        message = f"expected at most {leaf.bounds.max_length} numbers above 0 and below 1"
        return message, "for example 0.1, 0.9 or '80 % interval'"
    if leaf.several:
        return f"{error[0].lower()}{error[1:]}", None
    kind = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}.get(leaf.type, "a number")
    meta = leaf.bounds
    limits = [
        f"{word} {int(bound) if bound == int(bound) else bound:,}"
        for word, bound in (("of at least", meta.ge), ("above", meta.gt), ("at most", meta.le))
        if bound is not None
    ]
    if meta.max_length is not None:
        limits.append(f"of at most {meta.max_length:,} characters")
    return f"expected {' '.join([kind, ' and '.join(limits)]).strip()}; got {_named(value)}", None


def _suggest(path: str, more: Mapping[str, str] | None = None) -> str | None:
    """The nearest fact: by the whole path, or by its last part wherever that stands."""
    if path in FACT_ALIASES:
        return f"did you mean {FACT_ALIASES[path]!r}?"
    by_last = {leaf.rpartition(".")[2]: leaf for leaf in FACTS}
    if (last := path.rpartition(".")[2].replace("-", "_")) in by_last:
        return f"did you mean {by_last[last]!r}?"
    if last in BY_KEYWORD:
        return f"did you mean {BY_KEYWORD[last]!r}?"
    if f"data.{last}" in FACT_ALIASES:
        return f"did you mean {FACT_ALIASES[f'data.{last}']!r}?"
    sections = [section for section in SECTIONS if section.count(".") == path.count(".")]
    near = nearest(path, [*FACTS, *sections, *(more or ())]) or by_last.get(nearest(last, by_last) or "")
    return f"did you mean {near!r}?" if near else None
