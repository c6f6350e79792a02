"""The quick look at data says of nothing that it fits which the library refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from elblint.engine.library import Library
from elblint.model.annotations.json_shape import surely_fits, without_references
from elblint.run import config_schema
from elblint.system.package_data import built_in_rules

ENTRIES = [
    one for one in Library(built_in_rules()).annotation_catalogue().entries.values() if one.form.schema
]
SCHEMAS = [
    schema for one in ENTRIES for schema in (one.form.schema, *(more.schema for more in one.conditional))
]
WORDS = sorted(
    {word for one in ENTRIES for text in one.passes + one.fails for word in text.replace('"', " ").split()}
)
SOME = st.recursive(
    st.one_of(
        st.sampled_from(WORDS), st.integers(-1, 70_000), st.booleans(), st.none(), st.floats(allow_nan=False)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(WORDS), inner, max_size=4)
    ),
    max_leaves=8,
)
CONFIG = json.loads(Path(config_schema()).read_text(encoding="utf-8"))
PLAIN_CONFIG = without_references(CONFIG)


def names_in(schema: Any) -> set[str]:
    """The names of all properties, and the words that a schema lists."""
    if isinstance(schema, list):
        return {schema_word for one in schema for schema_word in names_in(one)}
    if not isinstance(schema, dict):
        return {schema} if isinstance(schema, str) else set()
    inner = [names_in(one) for name, one in schema.items() if name != "description"]
    return set(schema.get("properties", {})).union(*inner)


CONFIG_WORDS = st.sampled_from(sorted({*names_in(CONFIG), "", "500MiB", "1.29", "a/"}))
SOME_CONFIG = st.dictionaries(
    st.sampled_from([*CONFIG["properties"], "other"]),
    st.recursive(
        st.one_of(CONFIG_WORDS, st.integers(-1, 70_000), st.booleans(), st.none(), st.floats()),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(CONFIG_WORDS, inner, max_size=4)
        ),
        max_leaves=6,
    ),
    max_size=3,
)


def check(data: Any, schema: Any) -> None:
    quick = surely_fits(data, schema)
    if quick is not None:
        assert Draft202012Validator(schema).is_valid(data) == quick, (data, schema)


@given(SOME, st.sampled_from(SCHEMAS))
def test_any_data(data: Any, schema: Any) -> None:
    check(data, schema)


@given(SOME_CONFIG)
def test_any_configuration(data: Any) -> None:
    check(data, PLAIN_CONFIG)
    assert Draft202012Validator(CONFIG).is_valid(data) == Draft202012Validator(PLAIN_CONFIG).is_valid(data)


@pytest.mark.parametrize("name", CONFIG["properties"])
@pytest.mark.parametrize(
    "value",
    [
        "en", "error", "", 5, 1.5, True, None, [], ["a"], [""], [1], {}, {"proxy": "ipvs"}, {"proxy": "ipv"},
        {"a": {"paths": ["a/"], "version": 1.29}}, {"a": {"paths": []}}, {"a": {"proxy": "ipvs"}}, {"ELB101": "note"},
        {"ELB101": ["a"]}, [{"id": "a", "class": "union", "addresses": ["10.0.0.1"]}], [{"ids": "a"}],
        [{"path": "a", "set": {"a.b": 1, "c": None}}], [{"path": "a", "set": {"a": []}}], [{"values": ["a"]}],
        [{"rules": ["ELB101"], "reason": "x", "paths": ["a"]}], [{"rules": ["ELB101"], "reason": "x"}],
        [{"rules": ["ELB101"], "reason": "x", "labels": {"a": 1}}], {"file-size": "500 MiB"}, {"file-size": 5},
        {"depth": 0}, {"depth": "many"}, {"file-size": 1.0}, {"depth": True}, {"deep": 5},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_each_setting_of_a_configuration(name: str, value: Any) -> None:
    data = {name: value}
    check(data, PLAIN_CONFIG)
    # What fits is told without the library, but for a fraction that is a whole number.
    fits = Draft202012Validator(CONFIG).is_valid(data) and value != {"file-size": 1.0}
    assert surely_fits(data, PLAIN_CONFIG) is True or not fits


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda one: one.name)
def test_examples_of_the_catalogue(entry: Any) -> None:
    for text in entry.passes + entry.fails:
        try:
            data = json.loads(text)
        except ValueError:
            continue
        for schema in SCHEMAS:
            check(data, schema)
            # Slightly other data: a field less, a field more, another value.
            for one in data if isinstance(data, list) else [data]:
                if isinstance(one, dict):
                    for name in list(one):
                        check({key: value for key, value in one.items() if key != name}, schema)
                        check({**one, name: 1, "x": None}, schema)


def test_most_that_passes_is_told_quickly() -> None:
    told = [surely_fits(json.loads(text), one.form.schema) for one in ENTRIES for text in one.passes]
    assert told.count(True) > len(told) / 2
