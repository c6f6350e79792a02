"""Addresses in text."""

from __future__ import annotations

import pytest

from elblint.model.addresses.literals import literals_in
from elblint.syntax.documents import read_documents
from elblint.syntax.nodes import Scalar, child
from elblint.syntax.scalar_offsets import location_inside
from elblint.text.source import SourceText


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("http://10.0.0.1:8080/x", [("10.0.0.1:8080", "http", "10.0.0.1", 8080)]),
        ("10.0.0.10", [("10.0.0.10", "", "10.0.0.10", None)]),
        ("--upstream=192.168.0.7:80", [("192.168.0.7:80", "", "192.168.0.7", 80)]),
        ("https://api.Example.com/a", [("api.Example.com", "https", "api.example.com", 443)]),
        ("mysql://user:pw@db.example.com:3306/x", [("db.example.com:3306", "mysql", "db.example.com", 3306)]),
        ("[2001:DB8::1]:80", [("[2001:DB8::1]:80", "", "2001:db8::1", 80)]),
        ("2001:db8:0::1", [("2001:db8:0::1", "", "2001:db8::1", None)]),
        ("$(NODE_IP):30080", [("$(NODE_IP):30080", "", "$(NODE_IP)", 30080)]),
        ("a=10.0.0.1,10.0.0.2;", [("10.0.0.1", "", "10.0.0.1", None), ("10.0.0.2", "", "10.0.0.2", None)]),
        ("server 10.0.0.1:900;", [("10.0.0.1:900", "", "10.0.0.1", 900)]),
        ("10.0.0.1.", [("10.0.0.1", "", "10.0.0.1", None)]),
        ("10.0.0.0/8", []),
        ("x10.0.0.1x", [("x10.0.0.1x", "", "x10.0.0.1x", None)]),
        ("a10.0.0.1:80", [("a10.0.0.1:80", "", "a10.0.0.1", 80)]),
        ("localhost:80 plain words", []),
        ("10.0.0.1:99999", []),
        ("12:30:45", []),
        ("http://10.0.0.1:$(PORT)/", [("10.0.0.1", "http", "10.0.0.1", None)]),
        ("'http://10.0.0.1:' + port", [("10.0.0.1", "http", "10.0.0.1", None)]),
        ("http://10.0.0.1:%d", [("10.0.0.1", "http", "10.0.0.1", None)]),
        (
            "http://10.0.0.1:/a and http://10.0.0.2: b",
            [
                ("10.0.0.1", "http", "10.0.0.1", 80),
                ("10.0.0.2", "http", "10.0.0.2", 80),
            ],
        ),
        ("http://10.0.0.1:90$request_uri", [("10.0.0.1:90", "http", "10.0.0.1", 90)]),
    ],
)
def test_addresses(text: str, found: list[tuple[str, str, str, int | None]]) -> None:
    seen = [(text[item.start : item.end], item.scheme, item.host, item.port) for item in literals_in(text)]
    assert [item for item in seen if ":" not in item[2] or item[2].count(":") > 2 or "::" in item[2]] == found


@pytest.mark.parametrize(
    "text", ["a" * 200_000, "a." * 100_000, "a-" * 100_000, "1:" * 100_000, "[" * 100_000, "$(" * 50_000]
)
def test_no_text_takes_long(text: str) -> None:
    for _ in literals_in(text):
        pass


@pytest.mark.parametrize(
    ("scalar", "location"),
    [
        ("http://10.0.0.1:80/a", "1:11"),
        ("'http://10.0.0.1:80/a'", "1:12"),
        ('"say \\"http://10.0.0.1:80/\\""', "1:18"),
        ("|\n  first\n  http://10.0.0.1:80\n", "3:10"),
        (">-\n  10.0.0.2:80\n  and 10.0.0.1:80\n", "3:7"),
        ('"10.0.0.2:80 \\x31 10.0.0.1:80"', "1:22"),
    ],
)
def test_locations_in_scalars(scalar: str, location: str) -> None:
    source = SourceText("a.yaml", f"a: {scalar}")
    (root,) = read_documents(source, frozenset(), parse_all=True).roots
    node = child(root, "a")
    assert isinstance(node, Scalar)
    (literal,) = [item for item in literals_in(node.text) if item.host == "10.0.0.1"]
    found = location_inside(source, node, literal.start, literal.end)
    assert found is not None
    assert f"{found.line}:{found.column}" == location
    assert source.text[found.start : found.end] == "10.0.0.1:80"
