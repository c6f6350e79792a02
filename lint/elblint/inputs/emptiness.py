"""Inputs that hold nothing to lint: a green run that looked at nothing would mislead."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from elblint.inputs.discovery import SUFFIXES
from elblint.system.lazy import lazy_pattern
from elblint.text.diagnostics import Diagnostic
from elblint.text.reader import STDIN
from elblint.text.source import Location, SourceText

_SOMETHING = lazy_pattern(r"""(?:^|[{,\n])[ \t-]*["']?kind["']?[ \t]*:|kubernetes\\?\.io/elb\\?\.""")
_OTHER_WAYS = {
    ".gotmpl": "render it first, and lint the result",
    ".tpl": "render its chart: elblint CHART-FOLDER",
}
_READ = "elblint reads manifests in YAML and JSON, Helm charts and kustomizations"


def holds_something(text: str) -> bool:
    """Return whether a text may hold an object of Kubernetes, or an ELB annotation, by its letters."""
    # The usual form is found many times faster than any.
    return text.startswith("kind:") or "\nkind:" in text or _SOMETHING.search(text) is not None


def diagnostics_of_file(source: SourceText, path: str, named: frozenset[str]) -> Iterator[Diagnostic]:
    """Yield what is wrong with a text that holds nothing: empty standard input, or a file that somebody named.

    A file with a manifest's suffix may be any YAML; whether a run met anything is for ``nothing_to_lint``.
    """
    # Without its text: what is no manifest may hold a password in its first line.
    here = Location(SourceText(source.path, ""), 0, 0)
    if path == STDIN:
        if not source.text.strip():
            yield Diagnostic("empty-input", here, unreadable=True)
    elif path in named and not path.endswith(SUFFIXES) and not holds_something(source.text):
        way = _OTHER_WAYS.get(os.path.splitext(path)[1].lower(), _READ)
        yield Diagnostic("not-a-manifest", here, way, unreadable=True)


def fault_of_file(fault: Diagnostic, path: str, named: frozenset[str]) -> Diagnostic:
    """Return the fault of a file that cannot be read: a named image, say, is no manifest in a wrong encoding."""
    if fault.kind == "wrong-encoding" and path in named and not path.endswith(SUFFIXES):
        here = Location(SourceText(fault.location.source.path, ""), 0, 0)
        return Diagnostic("not-a-manifest", here, f"it is no text, and {_READ}", unreadable=True)
    return fault


def nothing_to_lint(paths: Sequence[str], files: int) -> Diagnostic:
    """Return the diagnostic of a run that met no object, chart, kustomization or values with ELB annotations."""
    shown = paths[0] if paths and paths[0] != STDIN else "<stdin>"
    where = Location(SourceText(shown, ""), 0, 0)
    return Diagnostic("nothing-to-lint", where, f"files that were read: {files}", unreadable=True)
