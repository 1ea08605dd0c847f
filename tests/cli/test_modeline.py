"""The line by which editors find the schema of a YAML file."""

import json
from pathlib import Path

import pytest

from tests.cli.running import EXAMPLES, advisor, shell

pytestmark = pytest.mark.slow  # each test starts processes

WINE = (str(EXAMPLES / "wine.csv"), "--target", "cultivar")
LINE = "# yaml-language-server: $schema=config.schema.json\n"


def test_a_config_beside_its_schema_names_it_and_keeps_that(tmp_path: Path) -> None:
    assert advisor("schema", "config").out.startswith(b"{")
    (tmp_path / "config.schema.json").write_bytes(advisor("schema", "config").out)
    advisor("recommend", *WINE, "-o", "config.yaml", cwd=tmp_path)
    written = (tmp_path / "config.yaml").read_text()
    assert written == LINE + advisor("recommend", *WINE).text
    again = shell("advisor recommend config.yaml | diff config.yaml - && advisor check config.yaml", cwd=tmp_path)
    assert (again.code, again.text) == (0, "")
    assert advisor("recommend", "config.yaml", "--locked", "-f", "json", cwd=tmp_path).out.startswith(b"{")
    advisor("recommend", "config.yaml", "-o", "config.yaml", "--force", cwd=tmp_path)
    assert (tmp_path / "config.yaml").read_text() == written


def test_the_line_leads_to_the_schema_that_the_file_fits(tmp_path: Path) -> None:
    jsonschema, yaml = pytest.importorskip("jsonschema"), pytest.importorskip("yaml")
    for name in ("config", "problem"):
        (tmp_path / f"{name}.schema.json").write_bytes(advisor("schema", name).out)
    advisor("recommend", *WINE, "-o", "config.yaml", cwd=tmp_path)
    advisor("profile", *WINE, "-o", "problem.yaml", cwd=tmp_path)
    for name in ("config", "problem"):
        text = (tmp_path / f"{name}.yaml").read_text()
        schema = tmp_path / text.partition("\n")[0].removeprefix("# yaml-language-server: $schema=")
        jsonschema.Draft202012Validator(json.loads(schema.read_text())).validate(yaml.safe_load(text))


def test_without_a_schema_beside_it_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "problem.schema.json").write_text("{}")
    advisor("recommend", *WINE, "-o", "config.yaml", cwd=tmp_path)
    assert (tmp_path / "config.yaml").read_text() == advisor("recommend", *WINE).text
    advisor("recommend", *WINE, "-o", "config.json", cwd=tmp_path)
    assert (tmp_path / "config.json").read_text().startswith("{")
