"""The quick look at JSON in annotations says of nothing that it fits which the library refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from elblint.engine.library import Library
from elblint.model.annotations.json_shape import surely_fits
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


def check(data: Any, schema: Any) -> None:
    quick = surely_fits(data, schema)
    if quick is not None:
        assert Draft202012Validator(schema).is_valid(data) == quick, (data, schema)


@given(SOME, st.sampled_from(SCHEMAS))
def test_any_data(data: Any, schema: Any) -> None:
    check(data, schema)


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
