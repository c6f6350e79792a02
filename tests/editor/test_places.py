"""The place of a cursor in text that is being typed, and in the JSON inside of it."""

from __future__ import annotations

import pytest

from elblint.editor.json_prefix import json_prefix
from elblint.editor.lines import line_context
from elblint.editor.places import json_place_at, place_at
from elblint.syntax.nodes import Scalar
from elblint.text.source import SourceText

CURSOR = "‸"
SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    kubernetes.io/elb.class: union
    ‸
spec:
  type: LoadBalancer
"""


def cut(text: str) -> tuple[str, int]:
    return text.replace(CURSOR, ""), text.index(CURSOR)


@pytest.mark.parametrize(
    ("text", "path", "key", "typed"),
    [
        (SERVICE, "metadata annotations", None, ""),
        (
            "metadata:\n  annotations:\n    kubernetes.io/elb.‸\n",
            "metadata annotations",
            None,
            "kubernetes.io/elb.",
        ),
        ("metadata:\n  annotations:\n    a: b‸c\n", "metadata annotations", "a", "b"),
        ("metadata:\n  annotations:\n    'a': ‸\n", "metadata annotations", "a", ""),
        ("spec:\n  ports:\n  - port: 80\n    ‸\n", "spec ports []", None, ""),
        ("spec:\n  ports:\n    - port: 80\n      name: ‸\n", "spec ports []", "name", ""),
        ("spec:\n  ports:\n  - ‸\n", "spec ports []", None, ""),
        ("a:\n- b:\n  - c:\n      ‸\n", "a [] b [] c", None, ""),
        ("a: 1\nb:\n  ‸\n", "b", None, ""),
        ("a: 1\n‸\n", "", None, ""),
        ("x:\n  y: 1\n---\na:\n  ‸", "a", None, ""),
        ("x:\n  # y:\n\n  ‸", "x", None, ""),
        ("x:\r\n  ‸\r\n", "x", None, ""),
    ],
)
def test_indentation_tells_the_path(text: str, path: str, key: str | None, typed: str) -> None:
    found = line_context(*cut(text))
    assert (" ".join(found.path), found.key, found.typed) == (path, key, typed)


def test_the_kind_and_the_entries_beside_are_known() -> None:
    found = line_context(*cut(SERVICE))
    assert (found.kind, found.siblings) == ("Service", {"kubernetes.io/elb.class": "union"})


def test_of_a_list_the_item_around_the_cursor_has_the_kind() -> None:
    text = "kind: List\nitems:\n- kind: Service\n  metadata:\n    ‸\n- kind: Ingress\n"
    assert line_context(*cut(text)).kind == "Service"


def test_a_word_ends_where_it_ends() -> None:
    text, offset = cut("metadata:\n  annotations:\n    kuber‸netes.io/x: 1\n")
    found = line_context(text, offset)
    assert text[found.start : found.end] == "kubernetes.io/x"


@pytest.mark.parametrize(
    ("raw", "path", "is_key", "typed", "in_string"),
    [
        ("{", "", True, "", False),
        ('{"na', "", True, "na", True),
        ('{"name": ', "name", False, "", False),
        ('{"name": "x', "name", False, "x", True),
        ('{"a": {"b": [1, ', "a b []", False, "", False),
        ('[{"a": 1, "', "[]", True, "", True),
        ('{"a": "x\\"y", ', "", True, "", False),
        ('{"a": {"b": 1}, ', "", True, "", False),
        ('{"a": tr', "a", False, "tr", False),
    ],
)
def test_json_that_breaks_off_tells_what_is_expected(
    raw: str, path: str, is_key: bool, typed: str, in_string: bool
) -> None:
    found = json_prefix(raw)
    assert found is not None
    assert (" ".join(found.path), found.is_key, found.typed, found.in_string) == (
        path,
        is_key,
        typed,
        in_string,
    )


@pytest.mark.parametrize("raw", ['{"a"', '{"a": 1', "{}", '"x"'])
def test_nothing_is_expected_after_a_whole_value(raw: str) -> None:
    found = json_prefix(raw)
    assert found is None or not found.is_key


def test_keys_that_are_there_are_known() -> None:
    found = json_prefix('{"a": 1, "b": {"c": 2}, "d')
    assert found is not None
    assert found.keys == {"a", "b"}


@pytest.mark.parametrize(
    ("value", "inside", "path"),
    [
        ("""'{"na‸me": "x"}'""", '"name"', "name"),
        ("""'{"a": [{"b": "c‸"}]}'""", '"c"', "a [] b"),
        ('''"{\\"na‸me\\": 1}"''', '\\"name\\"', "name"),
        ('|-\n  {\n    "a": tr‸ue\n  }', "true", "a"),
    ],
)
def test_a_field_inside_json_is_found_however_it_is_quoted(value: str, inside: str, path: str) -> None:
    text, offset = cut(f"a: {value}\n")
    source = SourceText("a.yaml", text)
    place = place_at(source, offset)
    assert place is not None
    assert isinstance(place.value, Scalar)
    found = json_place_at(source, place.value, offset)
    assert found is not None
    assert (text[found.start : found.end], " ".join(found.path)) == (inside, path)
