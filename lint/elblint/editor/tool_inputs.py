"""The open files that charts and kustomizations are made of, and what is shown while these are half typed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from elblint.inputs.gitops import may_deploy
from elblint.inputs.helm import is_chart
from elblint.inputs.kept_files import Rendered
from elblint.inputs.kustomize.kustomization import FILE_NAMES as KUSTOMIZATIONS
from elblint.syntax.yaml_parser import parse_yaml
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.reader import decode, read_bytes
from elblint.text.source import SourceText

_VALUES_OF_RELEASES = ("ConfigMap", "Secret")


def is_tool_input(path: str, texts: Iterable[str], rendered: Rendered | None) -> bool:
    """Return whether a chart or kustomization may be made of a file.

    ``texts`` are those that the file had and has, ``rendered`` is what was made last.
    """
    real = os.path.realpath(path)
    if os.path.basename(real) in KUSTOMIZATIONS or (rendered is not None and rendered.takes(real)):
        return True
    if _is_in_chart(real) or any(may_deploy(path, text.encode("utf-8", "replace")) for text in texts):
        return True
    # What a GitOps object reads beside charts and kustomizations are values and lists of what to deploy.
    has_plan = rendered is not None and rendered.plan is not None
    return has_plan and any(
        "kind:" not in text or any(kind in text for kind in _VALUES_OF_RELEASES) for text in texts
    )


def _is_in_chart(real: str) -> bool:
    folder = os.path.dirname(real)
    while folder != (above := os.path.dirname(folder)):
        if is_chart(folder):
            return True
        folder = above
    return False


def unsaved_contents(texts: Mapping[str, str]) -> dict[str, bytes]:
    """Return what stands for the contents of files, by their real paths, where that is not what is saved."""
    found: dict[str, bytes] = {}
    for path, text in texts.items():
        data = read_bytes(path)
        saved = None if data is None else decode(data, path)
        if saved is not None and not (isinstance(saved, SourceText) and saved.text == text):
            found[os.path.realpath(path)] = text.encode("utf-8", "surrogatepass")
    return found


def while_typed(before: Rendered | None, now: Rendered) -> Rendered:
    """Return what to show of charts and kustomizations whose files are being typed.

    If a fault has kept something from being made that was made before, that is what was made before, with the
    faults of now.
    """
    if before is None or not _made(before) - _made(now):
        return now
    known = {_words(one) for one in _faults(before)}
    faults = [one for one in _faults(now) if _words(one) not in known]
    faulty = frozenset(_unparsed(now.texts))
    return before._replace(faults=faults, faulty=faulty) if faults or faulty else now


def _made(rendered: Rendered) -> set[str]:
    """Return the names of the texts that were made."""
    charts = [] if rendered.charts is None else rendered.charts.renderings
    texts = [*(one.rendered for one in charts), *(one.built for one in rendered.builds)]
    return {text.path for text in texts if text is not None}


def _faults(rendered: Rendered) -> Iterator[Diagnostic]:
    if rendered.charts is not None:
        yield from rendered.charts.diagnostics
    yield from (one.diagnostic for one in rendered.builds if one.diagnostic is not None)


def _words(diagnostic: Diagnostic) -> tuple[str, str, str]:
    return diagnostic.kind, diagnostic.location.path, diagnostic.detail


def _unparsed(contents: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the files that no YAML parser takes, templates of charts aside."""
    for path, content in contents.items():
        if path.endswith((".yaml", ".yml")) and f"{os.sep}templates{os.sep}" not in path:
            try:
                parse_yaml(content.decode("utf-8", "surrogatepass"), 0, lambda first, repeated: None)
            except ParseError:
                yield path
