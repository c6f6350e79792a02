"""YAML in Terraform's code: the texts that ``kubectl_manifest`` and ``helm_release`` take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from elblint.inputs.terraform.expressions import Scope
from elblint.syntax.nodes import Mapping, Node, Scalar
from elblint.syntax.yaml_parser import parse_yaml
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.source import Location

_REFERENCE = re.compile(r"\$\{\s*(var|local)\.([A-Za-z_][\w-]*)\s*\}")
_DIRECTIVE = "%{"


def mappings_in(value: Node, scope: Scope) -> Iterator[Mapping]:
    """Yield the mappings that a value stands for: itself if it was encoded, or the documents of a heredoc.

    What is no YAML is a diagnostic of the module, unless the text has directives of a template in it.
    """
    if isinstance(value, Mapping):
        yield value
    elif isinstance(value, Scalar) and not value.plain:
        text = scope.source.text[value.start : value.end]
        if text != value.text or _DIRECTIVE in text:
            scope.is_incomplete = True
            return
        try:
            roots = parse_yaml(text, value.start, lambda first, again: None)
        except ParseError as error:
            here = Location(scope.source, error.start, error.end)
            scope.names.diagnostics.append(Diagnostic(error.kind, here, error.detail, unreadable=True))
            return
        for root in roots:
            if isinstance(root, Mapping):
                _fill_in(root, scope)
                yield root


def _fill_in(root: Node, scope: Scope) -> None:
    """Put the values of variables and locals into the texts below a node, as far as the code tells them."""
    stack, seen = [root], set[int]()
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Scalar):
            if "${" in node.text:
                node.text = _REFERENCE.sub(lambda match: _text_of(match, scope), node.text)
                node.plain = False
        elif isinstance(node, Mapping):
            stack += [value for _, value in node.entries.values()]
        else:
            stack += node.items


def _text_of(match: re.Match[str], scope: Scope) -> str:
    value = scope.names.lookup(match[1], match[2])
    return value.node.text if value is not None and isinstance(value.node, Scalar) else match[0]
