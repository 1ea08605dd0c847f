"""`advisor wizard`: asks in the terminal for what can change the advice."""

import os
import shlex
import sys
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated, Any

import typer

from advisor.cli import options
from advisor.cli.choices import COLORS, chosen_ruleset, one_of
from advisor.cli.facts import gather
from advisor.cli.recognising import told_apart
from advisor.cli.streams import STDOUT, check_free, emit, save, tell, terminal
from advisor.errors import Diagnostic, InputError
from advisor.problem.facts import FACTS
from advisor.problem.intake import Intake
from advisor.recommending import recommend
from advisor.versions import RULESETS

if TYPE_CHECKING:
    from advisor.cli.prompts import Prompter
    from advisor.counterfactuals.interview import Interview, Question
MOST_NAMED = 6  # decisions that an explanation of a question lists
FILE = "config.yaml"  # where the result goes unless another name is said
MORE = "more"
DATA = (
    "A table (CSV, TSV, Parquet, JSON Lines, Arrow), or a folder of tables, images, texts, recordings or series. What"
    " can be measured there is not asked."
)
ANEW = "If that is wrong, data.kind=... or task=..., typed at any question, has it measured anew."
CLOSING = "A file name that ends in .json gives JSON, any other YAML. Until it is written, every answer can change."
ASKED_BELOW = 4  # lines under the result: an empty one, and the question for the file
EXAMPLES = """\
  advisor wizard
  advisor wizard --data train.csv -o config.yaml
  advisor wizard answers.yaml --save-answers answers.yaml --force
"""


def command(
    problem: options.Problem = None,
    data: options.Data = None,
    set_: options.Set = None,
    ruleset: options.Rules = None,
    output: options.Output = None,
    save_answers: Annotated[
        str | None, typer.Option("--save-answers", metavar="FILE", help="Write the answers as a problem file, too.")
    ] = None,
    force: options.Force = False,
    no_input: options.NoInput = False,
    color: options.Color = "auto",
    debug: options.Debug = False,
    *,
    facts: dict[str, Any],
) -> None:
    """Ask what can change the advice, show the result, write it.

    First the data, of which all is measured that can be, then the facts on which most choices depend: stop at any
    question. Those that decide fewer than three choices are asked on request. What PROBLEM, --data and flags say is not
    asked again. Questions go to stderr, so that stdout can be a file.
    """
    from advisor.counterfactuals.command_line import equivalent
    from advisor.counterfactuals.interview import Interview
    from advisor.profiling.shared.tables.target import UnsaidTargetError

    one_of(("--color", color, COLORS), ("--ruleset", ruleset, RULESETS))
    check_free([path for path in (output, save_answers) if path not in (None, STDOUT)], force)

    problem, data = told_apart(problem, data)
    why, columns = _mute(no_input), None
    said = problem is not None or facts or set_
    try:
        intake = gather(problem, data, facts, set_ or [], ask=False) if said or data is not None else Intake()
    except UnsaidTargetError as unsaid:
        if why:
            raise
        intake, columns = gather(problem, None, facts, set_ or []) if said else Intake(), unsaid.columns
    intake.check()
    rules = chosen_ruleset(ruleset, intake.ruleset)
    if why:
        known = equivalent(intake.facts, intake.origins, rules, output, problem, data)
        missing = "" if "task" in intake.facts else " --task TASK"
        raise InputError(Diagnostic(why, hint=f"without questions: {known}{missing}"))
    from advisor.cli.prompts import HINT, prompter

    interview = Interview(intake.facts, intake.origins, rules, problem, data, _measure, columns)
    asker = prompter()
    try:
        _say(HINT)
        _converse(interview, asker, output, force, color)
    except KeyboardInterrupt:
        if interview.facts or interview.data:
            tell(f"\nnothing was written. To go on from here: {interview.command().replace('recommend', 'wizard', 1)}")
        raise
    if save_answers:
        from advisor.yamlio import write_yaml

        save(save_answers, write_yaml(interview.problem().document()), force)


def _measure(intake: Intake, data: str) -> None:
    from advisor.cli.facts import measure

    measure(intake, data, {}, quiet=False, ask=False)


def _mute(no_input: bool) -> str | None:
    """Why no question can be asked, if so."""
    if no_input:
        return "--no-input leaves the wizard nothing to do"
    if os.environ.get("CI"):
        return "the wizard asks nothing where CI is set"
    return None if sys.stdin.isatty() and sys.stderr.isatty() else "the wizard needs a terminal to ask in"


def _converse(interview: "Interview", asker: "Prompter", output: str | None, force: bool, color: str) -> None:
    """Ask and show the result, until the user is content with it and it is written."""
    told: dict[str, str] = {}
    while True:
        while True:
            if (measured := _measured(interview)) and measured != told:
                _say("measured: " + ", ".join(f"{path}={value}" for path, value in measured.items()))
                if not told:
                    _say(ANEW)
            told = measured or told
            if (question := interview.next()) is None:
                break
            _put(interview, question, asker)
        if _finish(interview, asker, output, force, color):
            return


def _measured(interview: "Interview") -> dict[str, str]:
    from advisor.explaining.values import shown

    return {
        path: shown(interview.facts[path])
        for path, origin in interview.origins.items()
        if origin == "measured" and (FACTS[path].about.question or (path == "data.leaks" and interview.facts[path]))
    }


def _put(interview: "Interview", question: "Question", asker: "Prompter") -> None:
    """Ask one question until it is answered, taken back or another fact is set."""
    from advisor.cli.prompts import BACK, DONE, EXPLAIN

    while True:
        try:
            typed = asker.ask(question)
            if typed in question.choices:
                interview.answer(question, typed)
                return
            if typed == EXPLAIN:
                _explain(question)
            elif typed == BACK:
                if interview.back():
                    return
                _say("this is the first question")
            elif not typed and question.required:
                _say("there is nothing to assume here: please choose")
            elif typed == DONE and question.opening:
                _say("not yet: without a task there is nothing to advise on")
            elif typed == DONE:
                interview.enough = True
                return
            else:
                _take(interview, question, typed)
                return
        except InputError as error:
            _tell_wrong(error, question.fact.path)


def _take(interview: "Interview", question: "Question", typed: str) -> None:
    """Set the fact that was asked for, or the one that is named before `=`."""
    if question.fact.path == "data.path" and (path := _path(typed)) is not None:
        interview.answer(question, path)
        return
    path, equals, value = typed.partition("=")
    if equals:
        interview.change(path, value)
    else:
        interview.answer(question, typed)


def _path(typed: str) -> str | None:
    """A path, as a shell would read it where that is how it was typed; None for a fact that is set."""
    try:
        words = shlex.split(typed)
    except ValueError:
        words = []
    read = os.path.expanduser(words[0] if len(words) == 1 else typed)  # noqa: PTH111 - as it never raises
    there = next((path for path in (typed, read) if Path(path).exists()), None)
    return there or (None if "=" in typed else read)


def _explain(question: "Question") -> None:
    from advisor.explaining.values import shown

    _say(f"{question.fact.path}: {question.fact.description}")
    if question.fact.path == "data.path":
        _say(DATA)
    named, more = question.decisions[:MOST_NAMED], len(question.decisions) - MOST_NAMED
    if named:
        _say(f"Other answers change {', '.join(named)}{f' and {more} more' if more > 0 else ''}.")
    if not question.required and question.assumed != "":
        _say(f"Assumed unless you say otherwise: {shown(question.assumed)}.")


def _tell_wrong(error: InputError, asked: str = "") -> None:
    for diagnostic in error.diagnostics:
        field = f"{diagnostic.field}: " if diagnostic.field not in ("", asked) else ""
        hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
        file = f"{diagnostic.file}: " if diagnostic.file else ""
        _say(f"{file}{field}{diagnostic.message}{hint}")


def _finish(interview: "Interview", asker: "Prompter", output: str | None, force: bool, color: str) -> bool:
    """Show the result, write it where the user says, and say how to repeat it; False where more is to be asked."""
    from advisor.cli.overview import show_overview

    recommendation = recommend(interview.problem(), interview.ruleset)
    show_overview(recommendation, sys.stderr, color, below=ASKED_BELOW)
    if output is None and not terminal(sys.stdout):
        output = STDOUT
    tell("")
    while True:
        try:
            place = output
            if output is None or interview.left:
                place = _place(interview, asker, output, FILE if force else _free())
            if place is None:
                return False
            text = recommendation.to_json() if place.endswith(".json") else recommendation.to_yaml()
            if place == STDOUT:
                emit(text)
            else:
                save(place, text, force)
        except InputError as error:
            _tell_wrong(error)
            output = None
            continue
        written = None if place == STDOUT else place
        tell(f"the same without questions: {interview.command(written)}{' --force' if written else ''}")
        return True


def _place(interview: "Interview", asker: "Prompter", output: str | None, free: str) -> str | None:
    """Where the config goes; None where something is to be asked or shown first."""
    from advisor.cli.prompts import BACK, DONE, EXPLAIN
    from advisor.counterfactuals.interview import is_fact

    are, them = ("questions are", "them") if interview.left > 1 else ("question is", "it")
    rest = f"{interview.left} smaller {are} left (Enter: skip {them}, {MORE}: ask {them})"
    where = f"Where shall the config go, {STDOUT} for the screen?" + (f" ({FILE} exists)" if free != FILE else "")
    if interview.left and output is None:
        _say(rest)
    while True:
        typed = asker.line(where, free) if output is None else asker.line(rest, "")
        path, equals, value = typed.partition("=")
        if typed == MORE and (interview.left or interview.enough):
            interview.thorough, interview.enough = True, False
            return None
        if typed == BACK and interview.back():
            return None
        if typed == MORE:
            _say("no question is left whose answer would change the advice")
        elif typed == BACK:
            _say("this is the first question")
        elif typed == EXPLAIN:
            _say(CLOSING)
        elif equals and is_fact(path):
            interview.change(path, value)
            return None
        elif typed in ("", DONE):
            return output or free
        elif output is None:
            return os.path.expanduser(typed)  # noqa: PTH111 - as it never raises
        else:
            _say(f"Enter writes {output}, {MORE} asks the rest")


def _free() -> str:
    """The usual name of a config, or the next that no file has."""
    name, number = FILE, 1
    while os.path.lexists(name):
        number += 1
        name = f"{PurePath(FILE).stem}-{number}{PurePath(FILE).suffix}"
    return name


def _say(text: str) -> None:
    """A text on stderr, broken between words."""
    from advisor.cli.prompts import wrapped

    tell("\n".join(wrapped(text, "  ")))
