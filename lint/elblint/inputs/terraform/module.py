"""The module in a folder: the variables, locals and resources of its files."""

from __future__ import annotations

import os
from collections.abc import Iterator

from elblint.inputs.discovery import CODE
from elblint.inputs.terraform.expressions import Scope, Value, is_unknown
from elblint.inputs.terraform.hcl import Block, Body, parse_hcl
from elblint.syntax.nodes import Mapping, Node, Scalar, Sequence
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.reader import read_source
from elblint.text.source import Location, SourceText

_VALUES = ".tfvars"
_MOST_INSTANCES = 200
_META = frozenset({"for_each", "count"})


class Module:
    """The code of one folder, without the modules that it calls."""

    def __init__(self, folder: str, sources: list[SourceText]) -> None:
        """``sources`` are the files of code and of values of variables, in the order in which they count."""
        self.folder = folder
        self.bodies: list[Body] = []
        self.diagnostics: list[Diagnostic] = []
        self._given: dict[str, tuple[Body, str]] = {}
        self._known: dict[tuple[str, str], Value | None] = {}
        self._variables: dict[str, Block] = {}
        self._locals: dict[str, Body] = {}
        for source in sources:
            try:
                body = parse_hcl(source)
            except ParseError as error:
                here = Location(source, error.start, error.end)
                self.diagnostics.append(Diagnostic(error.kind, here, error.detail, unreadable=True))
                continue
            if source.path.endswith(_VALUES):
                self._given.update((name, (body, name)) for name in body.attributes)
                source.hide(0, len(source.text))
            else:
                self.bodies.append(body)
        for body in self.bodies:
            for block in body.named("variable"):
                self._variables.update((label.text, block) for label in block.labels[:1])
            for block in body.named("locals"):
                self._locals.update(dict.fromkeys(block.body.attributes, block.body))
            _hide_secrets(body)

    def lookup(self, kind: str, name: str) -> Value | None:
        """Return the value of ``var.NAME`` or ``local.NAME``; None if the code does not tell it."""
        if (kind, name) not in self._known:
            # One that needs itself is unknown.
            self._known[kind, name] = None
            self._known[kind, name] = self._variable(name) if kind == "var" else self._local(name)
        return self._known[kind, name]

    def _variable(self, name: str) -> Value | None:
        block = self._variables.get(name)
        if name in self._given:
            body, key = self._given[name]
        elif block is not None and "default" in block.body.attributes:
            body, key = block.body, "default"
        else:
            return None
        return self._evaluated(body, key)

    def _local(self, name: str) -> Value | None:
        body = self._locals.get(name)
        return None if body is None else self._evaluated(body, name)

    def _evaluated(self, body: Body, key: str) -> Value | None:
        scope = Scope(self, body.source)
        node = scope.value(body.attributes[key].value)
        return None if is_unknown(node) or scope.is_incomplete else Value(node, body.source)

    def resources(self, kind: str = "resource") -> Iterator[Block]:
        """Yield the resources, or the data sources (``data``), with a type and a name."""
        for body in self.bodies:
            yield from (block for block in body.named(kind) if len(block.labels) >= 2)

    def instances(self, block: Block) -> Iterator[Scope]:
        """Yield a scope for each instance that ``count`` or ``for_each`` makes of a block."""
        scope = Scope(self, block.body.source)
        yield from (scope.within(names) for names in bindings_of(block, scope, "each"))


def bindings_of(block: Block, scope: Scope, name: str) -> Iterator[dict[str, Node]]:
    """Yield the names that each instance of a block sees: ``each`` (or an iterator's), and ``count``.

    Where their number is not known there is one instance, in which they are unknown.
    """
    attributes = block.body.attributes
    if "count" in attributes:
        counted = scope.value(attributes["count"].value)
        number = counted.text if isinstance(counted, Scalar) else ""
        if not number.isdecimal() or len(number) > 6:
            yield {}
            return
        for index in range(min(int(number), _MOST_INSTANCES)):
            yield {
                "count": _mapping(counted, index=Scalar(str(index), counted.start, counted.end, plain=True))
            }
    elif "for_each" in attributes:
        listed = scope.value(attributes["for_each"].value)
        if isinstance(listed, Mapping):
            for key, value in [*listed.entries.values()][:_MOST_INSTANCES]:
                yield {
                    name: _mapping(listed, key=Scalar(key.text, key.start, key.end, plain=False), value=value)
                }
        elif isinstance(listed, Sequence):
            for one in listed.items[:_MOST_INSTANCES]:
                yield {name: _mapping(listed, key=one, value=one)}
        else:
            scope.is_incomplete = True
            yield {}
    else:
        yield {}


def _mapping(at: Node, **entries: Node) -> Mapping:
    made = Mapping(at.start)
    made.end = at.end
    for name, node in entries.items():
        made.entries[name] = Scalar(name, at.start, at.end, plain=True), node
    return made


def _hide_secrets(body: Body) -> None:
    """Never show the data of a Secret, or the default of a variable that is said to be sensitive."""
    for block in body.blocks:
        kind = block.labels[0].text if block.labels else ""
        is_sensitive = block.type.text == "variable" and "sensitive" in block.body.attributes
        if kind.startswith("kubernetes_secret") or is_sensitive:
            body.source.hide(block.start, block.end)


def read_module(folder: str, known: dict[str, SourceText] | None = None) -> Module:
    """Read the code of a folder, and the values of its variables; ``known`` are texts that were read already."""
    sources: list[SourceText] = []
    diagnostics: list[Diagnostic] = []
    try:
        names = sorted(os.listdir(folder or "."))
    except OSError:
        names = []
    code = [name for name in names if name.endswith(CODE)]
    values = [name for name in names if name == f"terraform{_VALUES}"]
    values += [name for name in names if name.endswith(f".auto{_VALUES}")]
    for name in [*code, *values]:
        path = os.path.join(folder, name)
        source = (known or {}).get(path) or read_source(path)
        if isinstance(source, Diagnostic):
            diagnostics.append(source)
        else:
            sources.append(source)
    module = Module(folder, sources)
    module.diagnostics += diagnostics
    return module
