"""The file of other authorities, read by a reader that also refuses what YAML lets pass."""

from msgspec import yaml

from advisor.references.authorities import AUTHORITIES, authorities
from advisor.yamlio import read_document


def test_the_file_says_the_same_to_a_strict_reader() -> None:
    """Repeated keys are refused, and words like `no` stay words."""
    text = AUTHORITIES.read_bytes()
    assert read_document(text, AUTHORITIES.name).data == yaml.decode(text)


def test_each_authority_is_named_once() -> None:
    names = [authority.name for authority in authorities()]
    assert len(set(names)) == len(names)
