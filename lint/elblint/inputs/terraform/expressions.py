"""Evaluation of Terraform's expressions, as far as the code itself tells their values.

What is computed when Terraform runs is not guessed: it becomes a text ``${...}`` with the expression in it, which
elblint takes for a variable of a template wherever it meets one. Values stand where a person would edit them: a
literal at its own place, a referenced text or number at the reference, a referenced mapping or list at its own place
if that is in the same file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from elblint.inputs.terraform.hcl import span_of, token_of, trees_in
from elblint.model.placeholder import is_template
from elblint.syntax.nodes import Mapping, Node, Scalar, Sequence
from elblint.text.diagnostics import Diagnostic, Reason
from elblint.text.source import Location, SourceText

if TYPE_CHECKING:
    from elblint.inputs.terraform.hcl import Expression

_DEEPEST = 60
MOST_COPIES = 200_000
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_HEREDOC = re.compile(r"<<-?[^\n]*\n")


class Value(NamedTuple):
    """A value and the text that it stands in."""

    node: Node
    source: SourceText


class Names(Protocol):
    """The variables and locals of a module."""

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """The faults that were found in the module's files."""
        ...

    def unread(self, place: Location, reason: Reason) -> None:
        """Note a part of the code that is not read."""
        ...

    def output(self, call: str, name: str) -> Value | None:
        """Return the value of ``module.CALL.NAME``; None if the code does not tell it."""
        ...

    def lookup(self, kind: str, name: str) -> Value | None:
        """Return the value of ``var.NAME`` or ``local.NAME``; None if the code does not tell it."""
        ...


class Scope:
    """The names that an expression can use. ``bindings`` are those of its block: each, count, an iterator."""

    def __init__(self, names: Names, source: SourceText, bindings: dict[str, Node] | None = None) -> None:
        self.names = names
        self.source = source
        self.bindings = bindings or {}
        self.budget = [MOST_COPIES]
        self.is_incomplete = False
        """True once a part of a mapping or list turned out not to be known."""

    def within(self, bindings: dict[str, Node]) -> Scope:
        """Return a scope with further names."""
        return Scope(self.names, self.source, {**self.bindings, **bindings})

    def value(self, tree: Expression, depth: int = 0) -> Node:
        """Return the value of an expression."""
        if depth > _DEEPEST:
            return self.unknown(tree)
        evaluate = _FORMS.get(str(tree.data))
        found = evaluate(self, tree, depth + 1) if evaluate is not None else None
        return self.unknown(tree) if found is None else found

    def unknown(self, tree: Expression) -> Scalar:
        """Return the text that stands for a value that the code does not tell."""
        start, end = span_of(tree)
        return Scalar(f"${{{self.source.text[start:end]}}}", start, end, plain=False)

    def anchored(self, value: Value, tree: Expression) -> Node:
        """Return a value that was referenced, at its place for a reader of this file."""
        if value.source is self.source and not isinstance(value.node, Scalar):
            return value.node
        return copied_to(value.node, *span_of(tree), self.budget)


def copied_to(node: Node, start: int, end: int, budget: list[int]) -> Node:
    """Return a copy of which all parts stand at one place; ``budget`` holds the number of nodes that are left."""
    budget[0] -= 1
    if budget[0] < 0:
        return Scalar("${...}", start, end, plain=False)
    if isinstance(node, Scalar):
        return node.moved(start, end)
    if isinstance(node, Sequence):
        return Sequence(start, end, [copied_to(one, start, end, budget) for one in node.items])
    copy = Mapping(start)
    copy.end = end
    for key, (name, inner) in node.entries.items():
        copy.entries[key] = name.moved(start, end), copied_to(inner, start, end, budget)
    return copy


def is_unknown(node: Node | None) -> bool:
    """Return whether a node stands for a value that the code does not tell, or holds such a part in its text."""
    return isinstance(node, Scalar) and not node.plain and is_template(node.text)


def _term(scope: Scope, tree: Expression, depth: int) -> Node | None:
    inner = trees_in(tree)
    return scope.value(inner[0], depth) if len(inner) == 1 else None


def _string(scope: Scope, tree: Expression, depth: int) -> Node:
    start, end = span_of(tree)
    parts: list[str] = []
    for part in trees_in(tree):
        inner = trees_in(part)
        if not inner:
            written = str(token_of(part))
            is_escaped = written.startswith(("$${", "%%{"))
            parts.append(written[1:] if is_escaped else _ESCAPE.sub(_unescaped, written))
        elif inner[0].data == "interpolation":
            value = scope.value(trees_in(inner[0])[0], depth)
            if len(trees_in(tree)) == 1 and not isinstance(value, Scalar):
                return value
            parts.append(value.text if isinstance(value, Scalar) else scope.unknown(inner[0]).text)
        else:
            parts.append("${...}")
    return Scalar("".join(parts), start, end, plain=False)


def _unescaped(match: re.Match[str]) -> str:
    if match[3]:
        return _ESCAPES.get(match[3], match[0])
    number = int(match[1] or match[2], 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def _literal(scope: Scope, tree: Expression, depth: int) -> Node:
    start, end = span_of(tree)
    return Scalar(scope.source.text[start:end], start, end, plain=True)


def _heredoc(scope: Scope, tree: Expression, depth: int) -> Node:
    """Return the text of a heredoc: all lines but the first and last, the trimmed form as it stands."""
    token = token_of(tree)
    start = token.start_pos or 0
    head = _HEREDOC.match(token)
    assert head is not None
    content = str(token)[head.end() :].rstrip("\r\n")
    lines = content[: content.rfind("\n") + 1]
    return Scalar(lines, start + head.end(), start + head.end() + len(lines), plain=False)


def _tuple(scope: Scope, tree: Expression, depth: int) -> Node:
    start, end = span_of(tree)
    return Sequence(start, end, [scope.value(one, depth) for one in trees_in(tree)])


def _object(scope: Scope, tree: Expression, depth: int) -> Node:
    start, end = span_of(tree)
    found = Mapping(start)
    found.end = end
    for element in trees_in(tree):
        key, value = trees_in(element)
        name = _key(scope, key, depth)
        if is_unknown(name):
            scope.is_incomplete = True
        found.entries[name.text] = name, scope.value(value, depth)
    return found


def _key(scope: Scope, tree: Expression, depth: int) -> Scalar:
    """Return the key of an entry: a bare word is the word itself, anything else an expression."""
    start, end = span_of(tree)
    written = scope.source.text[start:end]
    if re.fullmatch(r"[A-Za-z_][\w-]*", written):
        return Scalar(written, start, end, plain=True)
    value = scope.value(trees_in(tree)[0], depth)
    return value if isinstance(value, Scalar) else Scalar(f"${{{written}}}", start, end, plain=False)


def _conditional(scope: Scope, tree: Expression, depth: int) -> Node | None:
    condition, first, second = trees_in(tree)
    truth = _truth(scope.value(condition, depth))
    return None if truth is None else scope.value(first if truth else second, depth)


def _truth(node: Node) -> bool | None:
    if not isinstance(node, Scalar) or is_unknown(node):
        return None
    return {"true": True, "false": False}.get(node.text)


def _negated(scope: Scope, tree: Expression, depth: int) -> Node | None:
    (inner,) = trees_in(tree)
    value = scope.value(inner, depth)
    start, end = span_of(tree)
    if not isinstance(value, Scalar) or is_unknown(value):
        return None
    if scope.source.text[start] == "-":
        return Scalar(f"-{value.text}", start, end, plain=True)
    truth = _truth(value)
    return None if truth is None else Scalar("false" if truth else "true", start, end, plain=True)


def _compared(scope: Scope, tree: Expression, depth: int) -> Node | None:
    left, term = trees_in(tree)[:2]
    operator, right = trees_in(term)[:2]
    first, second = scope.value(left, depth), scope.value(right, depth)
    if is_unknown(first) or is_unknown(second):
        return None
    if not isinstance(first, Scalar) or not isinstance(second, Scalar):
        return None
    truths = _truth(first), _truth(second)
    sign = str(token_of(operator))
    answers: dict[str, bool | None] = {
        "==": first.text == second.text,
        "!=": first.text != second.text,
        "&&": None if None in truths else all(truths),
        "||": None if None in truths else any(truths),
    }
    answer = answers.get(sign)
    return None if answer is None else Scalar(str(answer).lower(), *span_of(tree), plain=True)


def _identifier(scope: Scope, tree: Expression, depth: int) -> Node | None:
    return scope.bindings.get(str(token_of(tree)))


def _reference(scope: Scope, tree: Expression, depth: int) -> Node | None:
    """Follow names and indices from a variable, a local, or a name that the block binds."""
    steps: list[str] = []
    current = tree
    while current.data in {"get_attr_expr_term", "index_expr_term", "expr_term"}:
        inner = trees_in(current)
        if current.data == "expr_term":
            if len(inner) != 1:
                return None
            current = inner[0]
            continue
        step = _step(scope, inner[1], depth)
        if step is None:
            return None
        steps.append(step)
        current = inner[0]
    steps.reverse()
    root = str(token_of(current)) if current.data == "identifier" else ""
    if root in {"var", "local"} and steps:
        value = scope.names.lookup(root, steps[0])
        found = None if value is None else scope.anchored(value, tree)
        rest = steps[1:]
    elif root == "module" and len(steps) > 1:
        value = scope.names.output(steps[0], steps[1])
        found = None if value is None else scope.anchored(value, tree)
        rest = steps[2:]
    elif root in scope.bindings:
        found, rest = scope.bindings[root], steps
    else:
        return None
    for name in rest:
        found = _below(found, name)
    return found.moved(*span_of(tree)) if isinstance(found, Scalar) else found


def _step(scope: Scope, tree: Expression, depth: int) -> str | None:
    if tree.data == "get_attr":
        return str(token_of(trees_in(tree)[0]))
    if tree.data == "short_index":
        return str(tree.children[-1])
    value = scope.value(trees_in(tree)[0], depth)
    return value.text if isinstance(value, Scalar) and not is_unknown(value) else None


def _below(node: Node | None, step: str) -> Node | None:
    if isinstance(node, Mapping):
        return node.get(step)
    if isinstance(node, Sequence) and step.isdecimal() and len(step) < 6 and int(step) < len(node.items):
        return node.items[int(step)]
    return None


def _call(scope: Scope, tree: Expression, depth: int) -> Node | None:
    name, *rest = trees_in(tree)
    function = _FUNCTIONS.get(str(token_of(name)))
    if function is None:
        return None
    arguments = [scope.value(one, depth) for each in rest for one in trees_in(each)]
    return function(scope, tree, arguments)


def _merged(scope: Scope, tree: Expression, arguments: list[Node]) -> Node:
    """Return the union of mappings, later ones winning; what an unknown one may replace is unknown too."""
    start, end = span_of(tree)
    found = Mapping(start)
    found.end = end
    for argument in arguments:
        if isinstance(argument, Mapping):
            found.entries.update(argument.entries)
            continue
        scope.is_incomplete = True
        for key, (name, value) in found.entries.items():
            found.entries[key] = name, Scalar("${...}", value.start, value.end, plain=False)
    return found


def _joined(scope: Scope, tree: Expression, arguments: list[Node]) -> Node:
    found = Sequence(*span_of(tree), [])
    for argument in arguments:
        if isinstance(argument, Sequence):
            found.items += argument.items
        else:
            scope.is_incomplete = True
    return found


def _same(scope: Scope, tree: Expression, arguments: list[Node]) -> Node | None:
    return arguments[0] if len(arguments) == 1 else None


def _as_text(scope: Scope, tree: Expression, arguments: list[Node]) -> Node | None:
    node = arguments[0] if arguments else None
    return Scalar(node.text, node.start, node.end, plain=False) if isinstance(node, Scalar) else None


_FUNCTIONS: dict[str, Callable[[Scope, Expression, list[Node]], Node | None]] = {
    "merge": _merged,
    "concat": _joined,
    "tostring": _as_text,
    "yamlencode": _same,
    "jsonencode": _same,
    **dict.fromkeys(
        ("toset", "tolist", "tomap", "tonumber", "sensitive", "nonsensitive", "yamldecode"), _same
    ),
}

_FORMS: dict[str, Callable[[Scope, Expression, int], Node | None]] = {
    "expr_term": _term,
    "string": _string,
    "int_lit": _literal,
    "float_lit": _literal,
    "literal_value": _literal,
    "heredoc_template": _heredoc,
    "heredoc_template_trim": _heredoc,
    "tuple": _tuple,
    "object": _object,
    "conditional": _conditional,
    "unary_op": _negated,
    "binary_op": _compared,
    "identifier": _identifier,
    "get_attr_expr_term": _reference,
    "index_expr_term": _reference,
    "function_call": _call,
}
