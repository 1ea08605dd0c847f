"""The advisor without some of its rules: `python -m benchmarks.quality.without RULE,RULE recommend --data ...`."""

import sys

from advisor.__main__ import main
from advisor.knowledge import knowledge


def leave_out(rule_ids: list[str]) -> None:
    """Take rules out of this process; raises KeyError for one that does not exist."""
    for rule_id in rule_ids:
        rule = knowledge().rules[rule_id]
        rule.decision.rules.remove(rule)


if __name__ == "__main__":
    leave_out(sys.argv.pop(1).split(","))
    main()
