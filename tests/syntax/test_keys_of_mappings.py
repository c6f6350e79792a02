"""The nodes of keys: made when somebody asks, and where the keys stand."""

from __future__ import annotations

import pytest

from elblint.syntax.nodes import Mapping, Scalar, every_node, text, text_at, texts
from elblint.syntax.yaml_parser import parse_yaml

BEFORE = 1000


def read(text: str) -> Mapping:
    """Return the mapping of a text that begins at an offset."""
    (root,) = parse_yaml(text, BEFORE, lambda first, again: None)
    assert isinstance(root, Mapping)
    return root


@pytest.mark.parametrize("count", [1, 3, 20, 21, 300])
def test_a_key_is_where_it_stands(count: int) -> None:
    text = "---\nouter:\n" + "".join(f"  key{number}: value\n" for number in range(count))
    inner = read(text).get("outer")
    assert isinstance(inner, Mapping)
    for name in ("key0", f"key{count - 1}"):
        found = inner.entry(name)
        assert found is not None
        key, value = found
        assert text[key.start - BEFORE : key.end - BEFORE] == name
        assert value is inner.get(name)
        assert (key.start, key.end) == (inner.entries[name][0].start, inner.entries[name][0].end)
    assert inner.entry("other") is None


def test_one_key_makes_no_nodes_of_the_others() -> None:
    root = read("a: 1\nb: 2\n")
    assert root.entry("b") is not None
    assert root.key_starts is not None


def test_who_moves_a_mapping_leaves_its_keys_where_they_are() -> None:
    root = read("a:\n  b: 1\n")
    seen = []
    for node in every_node([root]):
        if isinstance(node, Mapping):
            node.start = node.end = 7
        else:
            assert isinstance(node, Scalar)
            seen.append((node.text, node.start - BEFORE))
    assert sorted(seen) == [("1", 8), ("a", 0), ("b", 5)]


@pytest.mark.parametrize("count", [1, 20, 21])
@pytest.mark.parametrize(
    "written", ["plain", "yes", "8080", "a b", '"quoted"', "'it'", '""', "~", "*.example.com"]
)
@pytest.mark.parametrize("is_flow", [False, True])
def test_a_value_is_where_it_stands(count: int, written: str, is_flow: bool) -> None:
    entries = [f"key{number}: {written}" for number in range(count)]
    text = f"outer: {{{', '.join(entries)}}}\n" if is_flow else "outer:\n  " + "\n  ".join(entries) + "\n"
    if written.startswith("*"):
        text = text.replace(written, f"'{written}'")
        written = f"'{written}'"
    inner = read(text).get("outer")
    assert isinstance(inner, Mapping)
    value = inner.get(f"key{count - 1}")
    assert isinstance(value, Scalar)
    assert text[value.start - BEFORE : value.end - BEFORE] == written
    assert value.text == written.strip("\"'")
    assert value.plain is (written[0] not in "\"'")
    assert value is inner.get(f"key{count - 1}")
    assert value is inner.entries[f"key{count - 1}"][1]


def test_texts_are_read_without_making_nodes() -> None:
    root = read("a: yes\nb: 'no'\nc: ~\nd: 010\ne:\nf: {g: 'x'}\n")
    asked = {key: text_at(root, key) for key in root.keys()}  # noqa: SIM118
    assert asked == {"a": "true", "b": "no", "c": None, "d": "010", "e": None, "f": None}
    assert text_at(root, "f", "g") == "x"
    assert text_at(root, "a", "g") is None
    assert texts(root) == asked
    assert texts(None) == {}
    assert root.held["a"] == "yes"
    assert {key: text(root.get(key)) for key in root.keys()} == asked  # noqa: SIM118
