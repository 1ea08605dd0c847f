"""`advisor wizard`: asks in the terminal for what can change the advice."""

import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from advisor.cli import options
from advisor.cli.choices import COLORS, RULESETS, chosen_ruleset, one_of
from advisor.cli.facts import gather
from advisor.cli.streams import emit, save, tell, terminal
from advisor.errors import Complaint, InputError, visible
from advisor.recommending import recommend

if TYPE_CHECKING:
    from advisor.cli.prompts import Prompter
    from advisor.interview import Interview, Question
EXAMPLES = """\
  advisor wizard
  advisor wizard --data train.csv --target price -o config.yaml
  advisor wizard answers.yaml --save-answers answers.yaml --force
"""


def command(
    problem: Annotated[
        str | None, typer.Argument(metavar="[PROBLEM]", help="Answers so far: a problem or an earlier config.")
    ] = None,
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

    Whatever PROBLEM, --data and flags say is not asked again. Questions go to stderr, so that stdout can be a file.
    """
    from advisor.interview import Interview, equivalent
    from advisor.problem.intake import Intake

    one_of(("--color", color, COLORS), ("--ruleset", ruleset, RULESETS))
    said = problem is not None or data is not None or facts or set_
    intake = gather(problem, data, facts, set_ or []) if said else Intake()
    intake.check()
    rules = chosen_ruleset(ruleset, intake.ruleset)
    if no_input or os.environ.get("CI") or not (terminal_input() and sys.stderr.isatty()):
        known = equivalent(intake.facts, intake.origins, rules)
        missing = "" if "task" in intake.facts else " --task TASK --rows N"
        raise InputError(
            Complaint("the wizard needs a terminal to ask in", hint=f"without one, say the facts: {known}{missing}")
        )
    from advisor.cli.prompts import HINT, prompter

    interview = Interview(intake.facts, intake.origins, rules)
    asker = prompter()
    try:
        tell(HINT)
        _tell_measured(interview)
        while question := interview.next():
            _put(interview, question, asker)
        _finish(interview, asker, output, save_answers, force, color)
    except KeyboardInterrupt:
        if interview.facts:
            tell(f"\nnothing was written. To go on from here: {interview.command().replace('recommend', 'wizard', 1)}")
        raise


def terminal_input() -> bool:
    """Whether somebody can type."""
    return sys.stdin is not None and sys.stdin.isatty()


def _tell_measured(interview: "Interview") -> None:
    from advisor.explaining.values import shown

    measured = [path for path, origin in interview.origins.items() if origin == "measured" and path != "data.columns"]
    if measured:
        tell("measured: " + ", ".join(f"{path} = {shown(interview.facts[path])}" for path in measured))


def _put(interview: "Interview", question: "Question", asker: "Prompter") -> None:
    """Put one question until it is answered, taken back or replaced by another."""
    from advisor.cli.prompts import BACK, EXPLAIN

    while True:
        typed = asker.ask(question)
        try:
            if typed == EXPLAIN:
                tell(f"  {question.fact.description}\n  It bears on: {', '.join(question.decisions)}.")
                continue
            if typed == BACK:
                if not interview.back():
                    tell("  this is the first question")
                    continue
                return
            path, equals, value = typed.partition("=")
            if equals:
                interview.change(path.strip(), value)
                return
            if not typed and question.required:
                tell("  there is nothing to assume here: please choose")
                continue
            interview.answer(question, typed)
            return
        except InputError as error:
            tell("\n".join(f"  {visible(c.message)}{f' ({c.hint})' if c.hint else ''}" for c in error.complaints))


def _finish(
    interview: "Interview", asker: "Prompter", output: str | None, save_answers: str | None, force: bool, color: str
) -> None:
    recommendation = recommend(interview.problem(), interview.ruleset)
    piped = output == "-" or (output is None and not terminal(sys.stdout))
    from advisor.cli.show import show_recommendation

    show_recommendation(recommendation, color, sys.stderr)
    if output is None and not piped:
        output = asker.line("Where shall the config go (a file name; - for the screen, nothing for nowhere)?", "")
        piped = output == "-"
    text = recommendation.to_json() if str(output).endswith(".json") else recommendation.to_yaml()
    if piped:
        emit(text)
    elif output:
        save(output, text, force)
    if save_answers:
        from advisor.yamlio import write_yaml

        save(save_answers, write_yaml(interview.problem().document()), force)
    tell(f"\nthe same without questions: {interview.command(output if output and not piped else None)}")
