"""elblint's own JSON is read as ``json`` reads it."""

from __future__ import annotations

import json

import pytest

from elblint.system import own_json
from elblint.system.own_json import read_own_json


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
