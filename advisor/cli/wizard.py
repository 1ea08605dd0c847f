"""`advisor wizard`: asks in the terminal for what can change the advice."""

import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from advisor.cli import options
from advisor.cli.choices import COLORS, chosen_ruleset, one_of
from advisor.cli.facts import gather
from advisor.cli.recognising import told_apart
from advisor.cli.streams import STDOUT, check_free, emit, save, tell, terminal
from advisor.errors import Diagnostic, InputError, visible
from advisor.recommending import recommend
from advisor.versions import RULESETS

if TYPE_CHECKING:
    from advisor.cli.prompts import Prompter
    from advisor.counterfactuals.interview import Interview, Question
MOST_NAMED = 6  # decisions that an explanation of a question lists
EXAMPLES = """\
  advisor wizard
  advisor wizard --data train.csv --target price -o config.yaml
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

    First the task, then the facts on which most choices depend, as `advisor sensitivity` ranks them: stop at any
    question. What PROBLEM, --data and flags say is not asked again. Questions go to stderr, so that stdout can be
    a file.
    """
    from advisor.counterfactuals.interview import Interview, equivalent
    from advisor.problem.intake import Intake

    one_of(("--color", color, COLORS), ("--ruleset", ruleset, RULESETS))
    check_free([path for path in (output, save_answers) if path not in (None, STDOUT)], force)

    problem, data = told_apart(problem, data)
    said = problem is not None or data is not None or facts or set_
    intake = gather(problem, data, facts, set_ or [], ask=not no_input) if said else Intake()
    intake.check()
    rules = chosen_ruleset(ruleset, intake.ruleset)
    if why := _mute(no_input):
        known = equivalent(intake.facts, intake.origins, rules, output, problem, data)
        missing = "" if "task" in intake.facts else " --task TASK"
        raise InputError(Diagnostic(why, hint=f"without questions: {known}{missing}"))
    from advisor.cli.prompts import HINT, prompter

    interview = Interview(intake.facts, intake.origins, rules, problem, data)
    asker = prompter()
    try:
        tell(HINT)
        _tell_measured(interview)
        while question := interview.next():
            _put(interview, question, asker)
        _finish(interview, asker, output, force, color)
    except KeyboardInterrupt:
        if interview.facts:
            tell(f"\nnothing was written. To go on from here: {interview.command().replace('recommend', 'wizard', 1)}")
        raise
    if save_answers:
        from advisor.yamlio import write_yaml

        save(save_answers, write_yaml(interview.problem().document()), force)


def _mute(no_input: bool) -> str | None:
    """Why no question can be asked, if so."""
    if no_input:
        return "--no-input leaves the wizard nothing to do"
    if os.environ.get("CI"):
        return "the wizard asks nothing where CI is set"
    return None if sys.stdin.isatty() and sys.stderr.isatty() else "the wizard needs a terminal to ask in"


def _tell_measured(interview: "Interview") -> None:
    from advisor.explaining.values import shown

    measured = [path for path, origin in interview.origins.items() if origin == "measured" and path != "data.columns"]
    if measured:
        tell("measured: " + ", ".join(f"{path} = {shown(interview.facts[path])}" for path in measured))


def _put(interview: "Interview", question: "Question", asker: "Prompter") -> None:
    """Ask one question until it is answered, taken back or another fact is set."""
    from advisor.cli.prompts import BACK, DONE, EXPLAIN

    while True:
        try:
            typed = asker.ask(question)
            if typed == EXPLAIN:
                _explain(question)
            elif typed == BACK:
                if interview.back():
                    return
                tell("  this is the first question")
            elif not typed and question.required:
                tell("  there is nothing to assume here: please choose")
            elif typed == DONE and question.opening:
                tell("  not yet: without a task there is nothing to advise on")
            elif typed == DONE:
                interview.enough = True
                return
            else:
                path, equals, value = typed.partition("=")
                if equals:
                    interview.change(path.strip(), value)
                else:
                    interview.answer(question, typed)
                return
        except InputError as error:
            _tell_wrong(error, question.fact.path)


def _explain(question: "Question") -> None:
    from advisor.explaining.values import shown

    tell(f"  {question.fact.path}: {question.fact.description}")
    named, more = question.decisions[:MOST_NAMED], len(question.decisions) - MOST_NAMED
    tell(f"  Other answers change {', '.join(named)}{f' and {more} more' if more > 0 else ''}.")
    if not question.required:
        tell(f"  Assumed unless you say otherwise: {shown(question.assumed)}.")


def _tell_wrong(error: InputError, asked: str = "") -> None:
    for diagnostic in error.diagnostics:
        field = f"{diagnostic.field}: " if diagnostic.field not in ("", asked) else ""
        hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
        tell(visible(f"  {field}{diagnostic.message}{hint}"))


def _finish(interview: "Interview", asker: "Prompter", output: str | None, force: bool, color: str) -> None:
    """Show the result, write it where the user says, and say how to repeat it."""
    from advisor.cli.overview import show_overview

    recommendation = recommend(interview.problem(), interview.ruleset)
    show_overview(recommendation, sys.stderr, color)
    if output is None and not terminal(sys.stdout):
        output = STDOUT
    tell("")
    while True:
        try:
            if output is None:
                output = asker.line("Where shall the config go? A file name, - for the screen, nothing for nowhere", "")
            text = recommendation.to_json() if output.endswith(".json") else recommendation.to_yaml()
            if output == STDOUT:
                emit(text)
            elif output:
                save(output, text, force)
            break
        except InputError as error:
            _tell_wrong(error)
            output = None
    written = output if output not in ("", STDOUT) else None
    tell(f"the same without questions: {interview.command(written)}{' --force' if written else ''}")
