"""`advisor export --list`: kinds of data and tasks against targets."""

from advisor.exporting import TARGETS
from advisor.problem.vocabulary import SUPPORTED
from tests.cli.running import advisor


def test_the_list_of_targets_is_a_table_of_what_each_covers() -> None:
    answer = advisor("export", "--list")
    assert (answer.code, answer.err) == (0, "")
    lines = answer.text.splitlines()
    assert max(map(len, lines)) <= 80
    found: dict[tuple[str, str], list[str]] = {}
    named: list[str] = []
    start = 0
    while not lines[start].startswith("yes:"):
        end = lines.index("", start)
        header, rows = lines[start], lines[start + 1 : end]
        places = [header.index(name) for name in header.split()]
        kind, answers = "", [""]
        for line in rows:
            kind = line[:10].strip() or kind
            answers = [line[place:].split()[0] for place in places] if len(line) > places[-1] else answers
            for task in line[10 : places[0]].replace(",", " ").split():
                found[kind, task] = [*found.get((kind, task), []), *answers]
        named += header.split()
        start = end + 1
    assert named == list(TARGETS)
    assert found == {
        (kind, task): [target.covers(kind, task) for target in TARGETS.values()]
        for kind, tasks in SUPPORTED.items()
        for task in tasks
    }
    said = " ".join(answer.text.split())
    for target in TARGETS.values():
        assert f"{target.name}: {target.what} not: {target.lacks}" in said
