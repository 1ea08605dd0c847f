"""All decisions in an order that their rules' parameters give, and the resolving of one problem."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from advisor.engine.recording import Recorder
from advisor.engine.rules import Decision, Outside, Pick, Pin, Predicate, Rule, Skip, UnanswerableError

FACTS = "problem"  # the parameter name under which a rule receives the facts
PINNED: Final = "PIN"  # the rule that stands for what a user fixed
NO_PINS: Final[Mapping[str, Pin]] = MappingProxyType({})


Taker = Callable[[dict[str, Any]], tuple[Any, ...]]
Calls = list[tuple[Rule[Any], Callable[..., Any], Taker]]
Answer = tuple[Rule[Any], Pick[Any]]  # the rule that answers, and what it picks


def up_to_default(rules: Iterable[Rule[Any]]) -> Iterator[Rule[Any]]:
    """The rules as far as the first default: it always answers, so no rule after it runs."""
    for rule in rules:
        yield rule
        if rule.default:
            return


class ScopedCalls(dict[tuple[Any, ...], Calls]):
    """The rules of one decision that speak, by the earlier choices that their scopes ask for; worked out on demand."""

    def __init__(self, rules: Sequence[Rule[Any]]) -> None:
        self.rules = rules
        self.names = tuple(sorted({name for rule in rules for name in rule.scope.choices}))

    def __missing__(self, words: tuple[Any, ...]) -> Calls:
        asked = dict(zip(self.names, words, strict=True))
        rules = [rule for rule in self.rules if rule.scope.covers_choices(asked)]
        calls = self[words] = [(rule, rule.call, taker(rule.needs)) for rule in up_to_default(rules)]
        return calls


class Step(NamedTuple):
    """A decision, and what answering it takes: its condition and its rules, each with its look-up of arguments."""

    name: str
    decision: Decision[Any]
    applies: Predicate | None
    arguments: Taker
    calls: Calls  # the rules that speak, in order of precedence; empty where earlier choices say which
    scoped: ScopedCalls
    words: Taker  # the choices by which the rules are scoped

    def speaking(self, known: dict[str, Any]) -> Calls:
        """The rules that speak beside these choices, in order of precedence."""
        return self.calls or self.scoped[self.words(known)]


class Program(NamedTuple):
    """How problems that share the facts by which rules are scoped are resolved: the steps, and what is left out."""

    steps: list[Step]
    absent: dict[str, None]  # the decisions that no such problem has, by name


def taker(names: tuple[str, ...]) -> Taker:
    """A function that takes the values of `names` out of a mapping, as a tuple."""
    if len(names) > 1:
        return itemgetter(*names)
    if names:
        name = names[0]
        return lambda known: (known[name],)
    return lambda known: ()


class RuleResult(NamedTuple):
    """What one rule said of one problem: its answer, the facts that it read, the choices it was given."""

    rule: Rule[Any]
    answer: Pick[Any] | Skip
    facts: dict[str, Any]
    choices: dict[str, Any]


class Choice:
    """A resolved decision: the first rule that picked, and (computed on demand) what all others said.

    Where a user fixed the value, `rule` stands for that, and `own` is the rule that would have answered.
    """

    __slots__ = ("_resolution", "decision", "own", "pick", "rule")

    def __init__(self, resolution: "Resolution", rule: Rule[Any], said: Pick[Any], pinned: bool = False) -> None:
        self._resolution = resolution
        self.decision = rule.decision
        self.own = rule
        self.rule = rule
        self.pick = said
        if pinned:
            self.rule = Rule(
                rule.decision, PINNED, lambda: said, (), "given", rule.rulesets, {}, "", doc="What is fixed wins."
            )

    @property
    def pinned(self) -> bool:
        """Whether a user fixed the value."""
        return self.rule is not self.own

    @property
    def value(self) -> Any:
        """The value that lands in the config."""
        return self.pick.value

    @property
    def rule_results(self) -> list[RuleResult]:
        """What each rule of the ruleset says, in order of precedence, with the facts that it reads."""
        said = [self._resolution.examine(rule) for rule in self._resolution.active(self.decision)]
        return [self.rule_result, *said] if self.pinned else said

    @property
    def out_of_scope(self) -> int:
        """How many rules of the ruleset speak for other problems only."""
        resolution = self._resolution
        rules = resolution.base.by_name[self.decision.name].rules
        ours = (rule for rule in rules if resolution.ruleset in rule.rulesets)
        return sum(not rule.scope.covers(resolution.problem, resolution.known) for rule in ours)

    @property
    def rule_result(self) -> RuleResult:
        """What the chosen rule says, with the facts that it reads."""
        return self._resolution.examine(self.rule)

    @property
    def conditions(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The facts and the earlier choices that say that the decision is to be made at all."""
        return self._resolution.conditions(self.decision)

    @property
    def outside(self) -> list[Outside]:
        """The facts that lie outside the range in which the chosen rule was studied."""
        return self.rule.outside(self._resolution.problem)

    def under(self, ruleset: str) -> RuleResult | None:
        """What another ruleset's first picking rule says, given the same facts and earlier choices."""
        for rule in self.decision.rules:
            if ruleset in rule.rulesets and rule.scope.covers(self._resolution.problem, self._resolution.known):
                rule_result = self._resolution.examine(rule)
                if isinstance(rule_result.answer, Pick):
                    return rule_result
        return None

    def __repr__(self) -> str:
        return f"<{self.decision.path} = {self.value!r} by {self.rule.id}>"


class Resolution:
    """All choices for one problem under one ruleset, by decision name."""

    def __init__(self, base: "KnowledgeBase", problem: Any, ruleset: str, pins: Mapping[str, Pin] = NO_PINS) -> None:
        self.loaded = base
        self.problem = problem
        self.ruleset = ruleset
        self.pins = pins
        self.answers: dict[str, Answer] = {}
        self.known: dict[str, Any] = {FACTS: problem}
        self._resolve()

    def _resolve(self) -> None:
        known, answers, pins = self.known, self.answers, self.pins
        steps, absent = self.loaded.program(self.ruleset, self.problem)
        known.update(absent)
        for name, decision, applies, arguments, calls, scoped, words in steps:
            if applies is not None and not applies(*arguments(known)):
                known[name] = None
                continue
            if pins:
                answers[name] = answer = self.answer(decision, calls or scoped[words(known)], known)
                known[name] = answer[1].value
                continue
            for rule, call, needs in calls or scoped[words(known)]:
                said = call(*needs(known))
                if type(said) is Pick:
                    answers[name] = rule, said
                    known[name] = said.value
                    break
            else:
                raise self._unanswered(decision)

    @cached_property
    def base(self) -> "KnowledgeBase":
        """All decisions and rules, also those for other problems, which resolving does not load."""
        whole = self.loaded.whole()
        for name in whole.by_name:
            self.known.setdefault(name, None)
        return whole

    def answer(self, decision: Decision[Any], calls: Calls, known: dict[str, Any]) -> Answer:
        """The first rule that picks, given what is known by name, and what it picks, unless a user fixed the value.

        Raises UnanswerableError where no rule answers beside what is fixed, LookupError where none does at all.
        """
        pins = self.pins
        for rule, call, needs in calls:
            try:
                said = call(*needs(known))
            except Exception as error:
                if pins:  # an earlier choice may be one that no rule would make
                    raise UnanswerableError(rule) from error
                raise
            if type(said) is Pick:
                pin = pins.get(decision.name)
                return rule, said if pin is None else Pick(pin.apply(said.value), pin.because, said.try_next)
        if pins:  # nor is there a rule for what would never be chosen
            raise UnanswerableError(calls[-1][0] if calls else decision.rules[-1])
        raise self._unanswered(decision)

    def _unanswered(self, decision: Decision[Any]) -> LookupError:
        return LookupError(f"no rule of {decision.path} answers under the ruleset {self.ruleset!r}")

    @cached_property
    def choices(self) -> dict[str, Choice]:
        """The choices by the name of their decision."""
        pinned = self.pins.keys()
        return {name: Choice(self, rule, said, name in pinned) for name, (rule, said) in self.answers.items()}

    def active(self, decision: Decision[Any]) -> list[Rule[Any]]:
        """The decision's rules under this ruleset that speak for this problem, in order of precedence."""
        speaking = (rule for rule in decision.rules if rule.scope.covers(self.problem, self.known))
        return list(up_to_default(rule for rule in speaking if self.ruleset in rule.rulesets))

    def examine(self, rule: Rule[Any]) -> RuleResult:
        """Run one rule again, noting the facts that it reads: rules are pure, so this is what happened.

        What its scope asks for is among them.
        """
        seen = {path: attrgetter(path)(self.problem) for path in rule.scope.facts}
        recorded = Recorder(self.problem, seen)
        arguments = [recorded if name == FACTS else self.known[name] for name in rule.needs]
        answer = rule.call(*arguments)
        names = (*rule.needs, *rule.scope.choices)
        return RuleResult(rule, answer, seen, {name: self.known[name] for name in names if name != FACTS})

    def conditions(self, decision: Decision[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The facts and the earlier choices that say whether the decision is made, and which of its rules speak."""
        scopes = [decision.scope, *(rule.scope for rule in decision.rules if self.ruleset in rule.rulesets)]
        seen = {path: attrgetter(path)(self.problem) for scope in scopes for path in scope.facts}
        names = [name for scope in scopes for name in scope.choices]
        if decision.applies and decision.scope.covers(self.problem, self.known):
            recorded = Recorder(self.problem, seen)
            decision.applies(*[recorded if name == FACTS else self.known[name] for name in decision.needs])
            names += [name for name in decision.needs if name != FACTS]
        return seen, {name: self.known[name] for name in names}

    @cached_property
    def facts_read(self) -> dict[str, list[str]]:
        """Each fact that could have changed a choice, with the paths of the decisions that read it.

        Read by `applies`, by the chosen rule or by a rule before it: the ones below never run.
        """
        readers: dict[str, list[str]] = {}
        for decision in self.base.order:
            seen, _ = self.conditions(decision)
            choice = self.choices.get(decision.name)
            pin = self.pins.get(decision.name)
            for rule in self.active(decision) if choice and not (pin and pin.whole) else ():
                seen |= self.examine(rule).facts
                if choice and rule is choice.own:
                    break
            for path in seen:
                readers.setdefault(path, []).append(decision.path)
        return readers

    def __iter__(self) -> Iterator[Choice]:
        return iter(self.choices.values())


class KnowledgeBase:
    """Decisions with their rules, ordered so that each comes after the choices that it depends on.

    `precedence` lists the modules of rules, the first to be asked first. A part of a base, for problems that need no
    more, says how to load the `whole`: choices that only the whole knows are not made for such problems.

    Raises ValueError at once for a circle, a name used twice, a rule id used twice or an unknown parameter.
    """

    def __init__(
        self,
        decisions: Iterable[Decision[Any]],
        precedence: Sequence[str] = (),
        whole: "Callable[[], KnowledgeBase] | None" = None,
    ) -> None:
        self.decisions = list(decisions)
        self.whole = whole or (lambda: self)
        self._partial = whole is not None
        rank = {module: at for at, module in enumerate(precedence)}
        for decision in self.decisions:
            decision.rules.sort(key=lambda rule: rank.get(rule.call.__module__, len(rank)))
        self.by_name = {decision.name: decision for decision in self.decisions}
        self.by_path = {decision.path: decision for decision in self.decisions}
        self.rules = {rule.id: rule for decision in self.decisions for rule in decision.rules}
        self._check_names()
        self._elsewhere: set[str] = set()  # names of choices that only the whole knows
        self.order = self._order()
        scopes = [decision.scope for decision in self.decisions] + [rule.scope for rule in self.rules.values()]
        self.scoping = frozenset(path for scope in scopes for path in scope.facts)  # facts that choose among rules
        self._place = attrgetter(*sorted(self.scoping)) if self.scoping else lambda problem: ()
        self._programs: dict[Any, Program] = {}

    def _check_names(self) -> None:
        if len(self.by_name) < len(self.decisions) or len(self.by_path) < len(self.decisions):
            names = [decision.name for decision in self.decisions]
            raise ValueError(f"a decision's name is used twice: {sorted({n for n in names if names.count(n) > 1})}")
        if len(self.rules) < sum(len(decision.rules) for decision in self.decisions):
            ids = [rule.id for decision in self.decisions for rule in decision.rules]
            raise ValueError(f"a rule id is used twice: {sorted({i for i in ids if ids.count(i) > 1})}")

    def _order(self) -> list[Decision[Any]]:
        graph: dict[str, list[str]] = {}
        for decision in self.decisions:
            needs = self._needs(decision)
            unknown = needs - self.by_name.keys()
            if unknown and not self._partial:
                raise ValueError(f"{decision.path} depends on unknown choices: {sorted(unknown)}")
            self._elsewhere.update(unknown)
            graph[decision.name] = sorted(needs - unknown)
        try:
            return [self.by_name[name] for name in TopologicalSorter(graph).static_order()]
        except CycleError as error:
            raise ValueError(f"decisions depend on one another in a circle: {' -> '.join(error.args[1])}") from None

    def rests_on(self, decision: Decision[Any]) -> set[str]:
        """The paths of the decision itself and of all that it depends on, however remotely."""
        found: set[str] = set()
        waiting = [decision.name]
        while waiting:
            name = waiting.pop()
            if name != FACTS and (path := self.by_name[name].path) not in found:
                found.add(path)
                waiting += self._needs(self.by_name[name])
        return found

    @staticmethod
    def _needs(decision: Decision[Any]) -> set[str]:
        asked = {name for rule in decision.rules for name in (*rule.needs, *rule.scope.choices)}
        return {*decision.needs, *asked} - {FACTS}

    def program(self, ruleset: str, problem: Any) -> Program:
        """The decisions in order with the rules that speak for such a problem, every look-up of arguments prepared."""
        place = ruleset, self._place(problem)
        if place not in self._programs:
            self._programs[place] = self._program(ruleset, problem)
        return self._programs[place]

    def _program(self, ruleset: str, problem: Any) -> Program:
        steps, absent = [], dict.fromkeys(sorted(self._elsewhere))
        for decision in self.order:
            if not decision.scope.covers_facts(problem):
                absent[decision.name] = None
                continue
            rules = [rule for rule in decision.rules if ruleset in rule.rulesets and rule.scope.covers_facts(problem)]
            scoped = ScopedCalls(rules)
            calls = [] if scoped.names else scoped[()]
            arguments, words = taker(decision.needs), taker(scoped.names)
            steps.append(Step(decision.name, decision, decision.applies, arguments, calls, scoped, words))
        return Program(steps, absent)

    def resolve(self, problem: Any, ruleset: str, pins: Mapping[str, Pin] = NO_PINS) -> Resolution:
        """Answer every decision for one problem; `pins` fixes some, by decision name.

        Raises UnanswerableError where a rule fails beside what is fixed.
        """
        return Resolution(self, problem, ruleset, pins)
