"""elblint's own JSON is read and written as ``json`` does it."""

from __future__ import annotations

import json

import pytest

from elblint.system import own_json
from elblint.system.own_json import read_own_json, write_own_json


@pytest.mark.parametrize("with_scanner", [True, False])
@pytest.mark.parametrize(
    "data", [{}, [], "", {"a": [1, 2.5, None, True, "\u4e2d\n\ud83d\ude00\\"]}, [[[]]], -3]
)
def test_what_was_written_is_read(data: object, with_scanner: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not with_scanner:
        monkeypatch.setattr(own_json, "_scan", None)
    for is_ascii in (True, False):
        written = json.dumps(data, ensure_ascii=is_ascii)
        assert read_own_json(written) == json.loads(written)


@pytest.mark.parametrize("with_scanner", [True, False])
@pytest.mark.parametrize("written", ["", "{", "[1", '"a', "nul", "1 2", "{}x", "[01]", "{'a': 1}", '"\n"'])
def test_anything_else_is_an_error(written: str, with_scanner: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not with_scanner:
        monkeypatch.setattr(own_json, "_scan", None)
    with pytest.raises(ValueError):
        read_own_json(written)


@pytest.mark.parametrize("with_encoder", [True, False])
@pytest.mark.parametrize("sort_keys", [True, False])
@pytest.mark.parametrize(
    "data",
    [{}, [], "", {"b": [1, 2.5, None, True, '\u4e2d\n\ud83d"\\'], "a": ()}, [[[]]], -3, {"\x7f\t": 10**20}],
)
def test_data_is_written(
    data: object, sort_keys: bool, with_encoder: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not with_encoder:
        monkeypatch.setattr(own_json, "_encoder", None)
    assert write_own_json(data, sort_keys=sort_keys) == json.dumps(
        data, ensure_ascii=False, sort_keys=sort_keys
    )


@pytest.mark.parametrize("with_encoder", [True, False])
def test_what_is_no_json_is_an_error(with_encoder: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not with_encoder:
        monkeypatch.setattr(own_json, "_encoder", None)
    with pytest.raises(TypeError):
        write_own_json([object()])
