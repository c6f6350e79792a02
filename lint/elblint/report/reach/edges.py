"""The edges of a graph of callers and addresses, which Mermaid and Graphviz draw alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from elblint.engine.reach_model import ReachObject, Verdict
from elblint.i18n.words import word
from elblint.report.reach.text import MARKS


class Node(NamedTuple):
    """A caller or an address of one object."""

    key: str
    label: str


class Edge(NamedTuple):
    """A path from a caller to an address, with its verdict."""

    start: str
    end: str
    label: str
    verdict: Verdict


class Graph(NamedTuple):
    """The graph of one object: its callers, its addresses and the paths between them."""

    key: str
    title: str
    callers: tuple[Node, ...]
    addresses: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph_of(one: ReachObject, number: int, lang: str) -> Graph:
    """Return the graph of an object; ``number`` tells its nodes from those of others."""
    key = f"o{number}"
    callers = {name: Node(f"{key}c{at}", words) for at, (name, words) in enumerate(one.callers.items())}
    addresses = {name: Node(f"{key}a{at}", words) for at, (name, words) in enumerate(one.addresses.items())}
    edges = [
        Edge(
            callers[cell.caller].key,
            addresses[cell.address].key,
            _label(cell.verdict, cell.causes, lang),
            cell.verdict,
        )
        for cell in one.cells
    ]
    calls = [Node(f"{key}w{at}", f"{call.caller} ({call.where})") for at, call in enumerate(one.calls)]
    for node, call in zip(calls, one.calls, strict=True):
        label = f"{call.address} {_label(call.verdict, call.causes, lang)}"
        edges += [
            Edge(node.key, addresses[address].key, label, call.verdict)
            for address in _addresses(call.rows, addresses)
        ]
    return Graph(
        key,
        f"{one.user}: {one.summary}",
        (*callers.values(), *calls),
        tuple(addresses.values()),
        tuple(edges),
    )


def _addresses(rows: tuple[tuple[str, str], ...], known: dict[str, Node]) -> Iterator[str]:
    """Yield the addresses that a call may mean, each once; the first of all where the table has none."""
    found = dict.fromkeys(address for _, address in rows if address in known)
    yield from found or [next(iter(known))]


def _label(verdict: Verdict, causes: tuple[str, ...], lang: str) -> str:
    words = word("comma", lang).join(word(cause, lang) for cause in causes)
    return f"{MARKS[verdict]} {words}".rstrip()
