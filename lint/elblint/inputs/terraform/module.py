"""Modules: the code of a folder with the values of its variables, and the modules of the repository that it calls."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from elblint.inputs.terraform.expressions import Scope, Value, is_unknown
from elblint.inputs.terraform.folder import CodeFolder, CodeReader
from elblint.inputs.terraform.hcl import Block, Body
from elblint.syntax.nodes import Mapping, Node, Scalar, Sequence
from elblint.system.boundary import is_inside, relative_path, tree_root
from elblint.text.diagnostics import Diagnostic, Reason, because
from elblint.text.source import Location

if TYPE_CHECKING:
    from elblint.inputs.terraform.hcl import Expression

_MOST_INSTANCES = 200
_DEEPEST = 8
_MOST_MODULES = 500
_LINTED = ("kubernetes_", "kubectl_", "helm_release", "_cce_", "_elb_", "_lb_")
"""Parts of the types of resources that are read."""
_LOCAL = ("./", "../")
_RESOURCE_ID = re.compile(r"(?:data\.)?\w+\.[\w-]+(?:\[[^]]*\])?\.id")


class Module:
    """The code of one folder as its caller uses it; the outermost has no caller."""

    def __init__(
        self,
        code: CodeFolder,
        reader: CodeReader,
        given: dict[str, Value] | None = None,
        caller: Module | None = None,
    ) -> None:
        """``given`` are the arguments of the call; without a caller the values beside the code count."""
        self.code = code
        self.reader = reader
        self.caller = caller
        self.depth: int = caller.depth + 1 if caller is not None else 0
        self.budget: list[int] = caller.budget if caller is not None else [_MOST_MODULES]
        self._given = dict(given or {})
        self._known: dict[tuple[str, str], Value | None] = {}
        self._variables: dict[str, Block] = {}
        self._locals: dict[str, Body] = {}
        self._outputs: dict[str, Block] = {}
        self._calls: dict[str, list[Module]] | None = None
        for body in code.bodies:
            for block in body.named("variable"):
                self._variables.update((label.text, block) for label in block.labels[:1])
            for block in body.named("output"):
                self._outputs.update((label.text, block) for label in block.labels[:1])
            for block in body.named("locals"):
                self._locals.update(dict.fromkeys(block.body.attributes, block.body))
        for body in code.values if caller is None else ():
            for name in body.attributes:
                value = self._evaluated(body, name)
                if value is not None:
                    self._given[name] = value

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """The faults that were found in the module's files."""
        return self.code.diagnostics

    def unread(self, place: Location, reason: Reason) -> None:
        """Note a part of the code that is not read, once for all instances of the module."""
        said = Diagnostic("terraform-not-read", place, reason=reason)
        if said not in self.code.unread:
            self.code.unread[said] = None
            self.code.diagnostics.append(said)

    @property
    def needs_arguments(self) -> bool:
        """True if a variable has no value: the code is for others to call, with values of their own."""
        return any(
            name not in self._given and "default" not in block.body.attributes
            for name, block in self._variables.items()
        )

    def reference_to(self, resource: str) -> str:
        """Return the name of a resource of this module, told apart from that of any other."""
        return f"{relative_path(os.path.realpath(self.code.path or '.'))}#{resource}"

    def lookup(self, kind: str, name: str) -> Value | None:
        """Return the value of ``var.NAME`` or ``local.NAME``; None if the code does not tell it."""
        if (kind, name) not in self._known:
            # One that needs itself is unknown.
            self._known[kind, name] = None
            self._known[kind, name] = self._variable(name) if kind == "var" else self._local(name)
        return self._known[kind, name]

    def output(self, call: str, name: str) -> Value | None:
        """Return an output of a module that this one calls once; None if the code does not tell it."""
        modules = self.calls.get(call, [])
        if len(modules) != 1 or (block := modules[0]._outputs.get(name)) is None:
            return None
        attribute = block.body.attributes.get("value")
        return (
            None
            if attribute is None
            else modules[0]._passed(Scope(modules[0], block.body.source), attribute.value)
        )

    def _variable(self, name: str) -> Value | None:
        block = self._variables.get(name)
        if name in self._given:
            return self._given[name]
        if block is None or "default" not in block.body.attributes:
            return None
        return self._evaluated(block.body, "default")

    def _local(self, name: str) -> Value | None:
        body = self._locals.get(name)
        return None if body is None else self._evaluated(body, name)

    def _evaluated(self, body: Body, key: str) -> Value | None:
        scope = Scope(self, body.source)
        node = scope.value(body.attributes[key].value)
        return None if is_unknown(node) or scope.is_incomplete else Value(node, body.source)

    def _passed(self, scope: Scope, expression: Expression) -> Value | None:
        """Return a value that another module will see; a reference to a resource names the module as well."""
        node = scope.value(expression)
        if is_unknown(node):
            written = node.text[2:-1] if isinstance(node, Scalar) else ""
            if _RESOURCE_ID.fullmatch(written):
                text = f"${{{self.reference_to(written)}}}"
                return Value(Scalar(text, node.start, node.end, plain=False), scope.source)
            return Value(node, scope.source) if "#" in written else None
        return None if scope.is_incomplete else Value(node, scope.source)

    @property
    def calls(self) -> dict[str, list[Module]]:
        """The modules of the repository that this one calls, by the name of the call; for_each makes several."""
        if self._calls is None:
            self._calls = {}
            for body in self.code.bodies:
                for block in body.named("module"):
                    if len(block.labels) == 1:
                        self._calls[block.labels[0].text] = list(self._called(block))
        return self._calls

    def _called(self, block: Block) -> Iterator[Module]:
        folder = self._folder_of(block)
        for scope in self.instances(block) if folder else ():
            self.budget[0] -= 1
            if self.budget[0] < 0:
                self.unread(_place(block), because("modules", n=_MOST_MODULES))
                return
            passed = {
                name: value
                for name, attribute in block.body.attributes.items()
                if (value := self._passed(scope, attribute.value)) is not None
            }
            yield Module(self.reader.folder(folder), self.reader, passed, self)

    def _folder_of(self, block: Block) -> str:
        """Return the folder of a called module; empty for one outside of the repository, or on the network."""
        source = block.body.attributes.get("source")
        node = Scope(self, block.body.source).value(source.value) if source is not None else None
        if not isinstance(node, Scalar) or not node.text.startswith(_LOCAL):
            return ""
        if self.depth >= _DEEPEST:
            self.unread(_place(block), because("deep-module", n=_DEEPEST))
            return ""
        folder = os.path.normpath(os.path.join(self.code.path, node.text))
        return folder if is_inside(folder, tree_root(self.code.path or ".")) else ""

    def everything(self) -> Iterator[Module]:
        """Yield the module and all that it calls, in order."""
        yield self
        for called in self.calls.values():
            for module in called:
                yield from module.everything()

    def resources(self, kind: str = "resource") -> Iterator[Block]:
        """Yield the resources, or the data sources (``data``), with a type and a name."""
        for body in self.code.bodies:
            yield from (block for block in body.named(kind) if len(block.labels) >= 2)

    def instances(self, block: Block) -> Iterator[Scope]:
        """Yield a scope for each instance that ``count`` or ``for_each`` makes of a block."""
        scope = Scope(self, block.body.source)
        yield from (scope.within(names) for names in bindings_of(block, scope, "each"))


def read_module(folder: str, reader: CodeReader) -> Module:
    """Return the module in a folder."""
    return Module(reader.folder(folder), reader)


def outermost(folders: Iterable[str], reader: CodeReader) -> list[Module]:
    """Return the modules in some folders, without those that another of them calls."""
    modules = [read_module(folder, reader) for folder in folders]
    called = {
        os.path.realpath(one.code.path) for each in modules for one in each.everything() if one is not each
    }
    return [one for one in modules if os.path.realpath(one.code.path or ".") not in called]


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
        _say_beyond(block, scope, "count", int(number))
        for index in range(min(int(number), _MOST_INSTANCES)):
            place = Scalar(str(index), counted.start, counted.end, plain=True)
            yield {"count": _mapping(counted, index=place)}
    elif "for_each" in attributes:
        listed = scope.value(attributes["for_each"].value)
        if isinstance(listed, Mapping):
            _say_beyond(block, scope, "for_each", len(listed.entries))
            for key, value in [*listed.entries.values()][:_MOST_INSTANCES]:
                named = Scalar(key.text, key.start, key.end, plain=False)
                yield {name: _mapping(listed, key=named, value=value)}
        elif isinstance(listed, Sequence):
            _say_beyond(block, scope, "for_each", len(listed.items))
            for one in listed.items[:_MOST_INSTANCES]:
                yield {name: _mapping(listed, key=one, value=one)}
        else:
            scope.is_incomplete = True
            yield {}
    else:
        yield {}


def _say_beyond(block: Block, scope: Scope, attribute: str, number: int) -> None:
    """Say that not all instances of a block are read, if such blocks make or hold something to lint."""
    kind = block.labels[0].text if block.labels else ""
    is_linted = block.type.text in {"module", "dynamic"} or any(part in kind for part in _LINTED)
    if number > _MOST_INSTANCES and is_linted:
        name = block.body.attributes[attribute].name
        place = Location(scope.source, name.start, name.end)
        scope.names.unread(place, because("instances", n=_MOST_INSTANCES, number=number))


def _place(block: Block) -> Location:
    return Location(block.body.source, block.type.start, block.labels[-1].end)


def attributes_of(block: Block, scope: Scope) -> Mapping:
    """Return the attributes of a block as a mapping, each with its value."""
    values = Mapping(block.start)
    values.end = block.end
    for name, attribute in block.body.attributes.items():
        values.entries[name] = attribute.name, scope.value(attribute.value)
    return values


def _mapping(at: Node, **entries: Node) -> Mapping:
    made = Mapping(at.start)
    made.end = at.end
    for name, node in entries.items():
        made.entries[name] = Scalar(name, at.start, at.end, plain=True), node
    return made
