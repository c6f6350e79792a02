"""YAML in Terraform's code: the texts that ``kubectl_manifest`` and ``helm_release`` take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from elblint.inputs.terraform.expressions import Scope, copied_to, is_unknown
from elblint.syntax.nodes import Mapping, Node, Scalar, every_node
from elblint.syntax.yaml_parser import parse_yaml
from elblint.text.diagnostics import Diagnostic, ParseError, because
from elblint.text.source import Location

_REFERENCE = re.compile(r"\$\{\s*(var|local)\.([A-Za-z_][\w-]*)\s*\}")
_DIRECTIVE = "%{"
_FILE = re.compile(r"\bfile\(\s*\"[^\"]*\.ya?ml\"")


def mappings_in(value: Node, scope: Scope, *, is_yaml: bool = True) -> Iterator[Mapping]:
    """Yield the mappings that a value stands for: itself if it was encoded, or the documents of a text.

    What is no YAML, or is known only when Terraform runs, is a diagnostic of the module, if the value ``is_yaml``.
    What ``file()`` reads is a file of its own.
    """
    if isinstance(value, Mapping):
        yield value
    elif isinstance(value, Scalar) and not value.plain:
        text = scope.source.text[value.start : value.end]
        is_written = text == value.text
        if _DIRECTIVE in text or (is_unknown(value) and not is_written):
            scope.is_incomplete = True
            if is_yaml:
                say_unknown(value, scope)
            return
        try:
            roots = parse_yaml(value.text, value.start if is_written else 0, lambda first, again: None)
        except ParseError as error:
            start, end = (error.start, error.end) if is_written else (value.start, value.end)
            here = Location(scope.source, start, end)
            scope.names.diagnostics.append(Diagnostic(error.kind, here, error.detail, unreadable=True))
            return
        for root in roots:
            # With escapes in it, a text has no places of its own.
            one = root if is_written else copied_to(root, value.start, value.end, scope.budget)
            if isinstance(one, Mapping):
                _fill_in(one, scope)
                yield one


def say_unknown(value: Node, scope: Scope) -> None:
    """Say that a value is known only when Terraform runs, unless it is that of a file which is read by itself."""
    if _FILE.search(scope.source.text, value.start, value.end) is None:
        place = Location(scope.source, value.start, value.end)
        scope.names.unread(place, because("terraform-text"))


def _fill_in(root: Node, scope: Scope) -> None:
    """Put the values of variables and locals into the texts below a node, as far as the code tells them."""
    for node in every_node([root], keys=False):
        if isinstance(node, Scalar) and "${" in node.text:
            node.text = _REFERENCE.sub(lambda match: _text_of(match, scope), node.text)
            node.plain = False


def _text_of(match: re.Match[str], scope: Scope) -> str:
    value = scope.names.lookup(match[1], match[2])
    return value.node.text if value is not None and isinstance(value.node, Scalar) else match[0]
