"""Places inside scalars: each character of a value leads back to where it was written."""

from __future__ import annotations

import pytest
from hypothesis import given, reject

from elblint.syntax.nodes import Mapping, Scalar
from elblint.syntax.scalar_offsets import location_inside
from elblint.syntax.yaml_parser import parse_yaml
from elblint.text.diagnostics import ParseError
from elblint.text.source import SourceText
from support.strategies import yaml_words

STYLES = {
    "plain": "a: port 8080 here\n",
    "plain over lines": "a: port\n  8080\n\n  here\n",
    "single quotes": "a: 'it''s port 8080'\n",
    "single quotes over lines": "a: 'port\n\n  8080'\n",
    "double quotes": 'a: "\\"port\\"\\t8080"\n',
    "double quotes over lines": 'a: "port \\\n  8080"\n',
    "escapes of every width": 'a: "\\x41\\u00e9\\U0001F600 8080"\n',
    "literal block": "a: |\n  port\n\n    8080\n",
    "literal block with CRLF": "a: |\r\n  port\r\n  8080\r\n",
    "literal block with an indicator": "a: |2-\n    port\n    8080\n",
    "folded block": "a: >\n  port\n  8080\n\n  here\n",
    "folded block with more indented lines": "a: >-\n  port\n    8080\n  here\n",
    "block with a comment in its header": "a: |- # what it is\n  port 8080\n",
    "block with blank lines in front": "a: |\n\n\n  port 8080\n",
    "an anchor and a tag": "a: &x !!str 'port 8080'\n",
    "after a character of two code units": 'a: "\U0001f600 it\'s 8080"\n',
}


def scalar_in(text: str) -> Scalar:
    (root,) = parse_yaml(text, 0, lambda first, repeated: None)
    assert isinstance(root, Mapping)
    scalar = root.get("a")
    assert isinstance(scalar, Scalar)
    return scalar


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_a_word_is_found_where_it_stands(text: str) -> None:
    scalar = scalar_in(text)
    start = scalar.text.index("8080")
    location = location_inside(SourceText("a.yaml", text), scalar, start, start + 4)
    assert location is not None
    assert (location.start, text[location.start : location.end]) == (text.index("8080"), "8080")


def test_an_escape_is_shown_whole() -> None:
    text = 'a: "x\\u0041y"\n'
    location = location_inside(SourceText("a.yaml", text), scalar_in(text), 1, 2)
    assert location is not None
    assert text[location.start : location.end] == "\\u0041"


def test_what_is_outside_the_value_has_no_location() -> None:
    source = SourceText("a.yaml", "a: b\n")
    assert location_inside(source, scalar_in("a: b\n"), 0, 2) is None
    assert location_inside(source, scalar_in("a: b\n"), 1, 1) is None


@given(yaml_words())
def test_every_visible_character_leads_back_to_itself(text: str) -> None:
    try:
        scalar = scalar_in(text)
    except ParseError:  # the emitter's own mistakes, mostly with tabs
        reject()
    source = SourceText("a.yaml", text)
    for number, character in enumerate(scalar.text if scalar.text.strip() else ""):
        location = location_inside(source, scalar, number, number + 1)
        assert location is not None
        assert 0 <= location.start < location.end <= len(text)
        if character.isalnum():
            assert text[location.start : location.end] == character
