"""`advisor report`: the whole advice as one page."""

import sys
from typing import Any

from advisor.cli import options
from advisor.cli.choices import chosen_ruleset, one_of
from advisor.cli.facts import advise, gather
from advisor.cli.streams import STDOUT, check_free, emit, save, terminal
from advisor.errors import Diagnostic, InputError
from advisor.versions import RULESETS

EXAMPLES = """\
  advisor report problem.yaml -o report.html
  advisor report --data train.csv --target price -o report.html
  advisor report config.yaml --set compute.gpus=8 -o - > report.html
"""


def command(
    problem: options.Problem = None,
    data: options.Data = None,
    header: options.Header = None,
    set_: options.Set = None,
    pin: options.Pins = None,
    ruleset: options.Rules = None,
    output: options.Output = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
    *,
    facts: dict[str, Any],
) -> None:
    """Write the whole advice as one HTML page, which loads nothing and sends nothing.

    The answer, the warnings and the assumptions first, then the network layer by layer, the learning rate and the
    memory as plots, and every choice with its reason, its alternatives, what would change it, what to try next and its
    sources. It prints on a few pages; with ?print=all behind its address, or by its button, all of it.
    """
    one_of(("--ruleset", ruleset, RULESETS))
    if output is None and terminal(sys.stdout):
        raise InputError(Diagnostic("is missing", "--output", hint="-o report.html; -o - writes to the terminal"))
    check_free([path for path in (output,) if path not in (None, STDOUT)], force)
    intake = gather(problem, data, facts, set_ or [], quiet, pin or [], header=header)
    recommendation = advise(intake, chosen_ruleset(ruleset, intake.ruleset))
    from advisor.explaining.page import report

    page = report(recommendation)
    if output is None or output == STDOUT:
        emit(page)
    else:
        save(output, page, force, quiet)
