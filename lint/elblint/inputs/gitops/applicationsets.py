"""ApplicationSets of Argo CD: sets of parameters from their generators, as far as files tell."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from typing import Any

from elblint.inputs.gitops.argo import ApplicationReader
from elblint.inputs.gitops.parameters import Filler, NotKnown, flat
from elblint.inputs.gitops.repository_files import MOST_FOLDERS
from elblint.syntax.documents import read_documents
from elblint.syntax.nodes import Mapping, Node, child, items, python_data, text, text_at
from elblint.system.boundary import is_inside
from elblint.text.diagnostics import Reason, because
from elblint.text.reader import read_source
from elblint.text.source import SourceText

_MOST_SETS = 500
_MOST_VALUES = 20_000
# Generators that ask a cluster, a service or a program.
_ELSEWHERE = ("clusters", "scmProvider", "pullRequest", "clusterDecisionResource", "plugin")

Parameters = dict[str, Any]


class NotGenerated(Exception):
    """Raised for a generator whose parameters files do not tell, with the reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.name)
        self.reason = reason


class ApplicationSetReader:
    """Reads the ApplicationSets of one file; the Applications that they make go to ``applications``."""

    def __init__(self, source: SourceText, applications: ApplicationReader) -> None:
        self.source = source
        self.applications = applications
        self.tree = applications.tree
        self.found = applications.found

    def read(self, owner: tuple[str, str], spec: Node | None) -> None:
        """Add what the Applications of one ApplicationSet deploy."""
        template = child(spec, "template")
        is_go = text_at(spec, "goTemplate") == "true"
        if child(spec, "templatePatch") is not None:
            self.found.unread(
                self.source, child(spec, "templatePatch") or Mapping(0), because("template-patch")
            )
        if template is None:
            return
        for generator in items(child(spec, "generators")):
            self._read_generator(owner, template, generator, is_go)

    def _read_generator(self, owner: tuple[str, str], template: Node, generator: Node, is_go: bool) -> None:
        try:
            for parameters in self._generated(generator, is_go, {}):
                filled = Filler(parameters, is_go=is_go).node(template)
                self.applications.read(owner, child(filled, "metadata"), child(filled, "spec"))
        except NotGenerated as reason:
            self.found.unread(self.source, generator, reason.reason)
        except NotKnown as placeholder:
            is_hidden = self.source.hides(template.start, template.end)
            named = because("named-placeholder", placeholder=placeholder)
            self.found.unread(self.source, template, because("placeholder") if is_hidden else named)

    def _generated(self, node: Node, is_go: bool, known: Parameters) -> list[Parameters]:
        """Return the sets of parameters of one generator. Raises NotGenerated, NotKnown."""
        kinds: dict[str, Callable[[Node, bool, Parameters], list[Parameters]]] = {
            "list": self._of_list,
            "git": self._of_git,
            "matrix": self._of_matrix,
            "merge": self._of_merge,
        }
        if child(node, "selector") is not None or child(node, "template") is not None:
            raise NotGenerated(because("selector"))
        for kind, make in kinds.items():
            inner = child(node, kind)
            if inner is not None:
                made = make(inner, is_go, known)[: _MOST_SETS + 1]
                if len(made) > _MOST_SETS:
                    raise NotGenerated(because("many-sets", n=_MOST_SETS))
                return made
        kind = next((one for one in _ELSEWHERE if child(node, one) is not None), "")
        raise NotGenerated(because("generator", kind=kind))

    def _of_list(self, node: Node, is_go: bool, known: Parameters) -> list[Parameters]:
        if child(node, "elementsYaml") is not None:
            raise NotGenerated(because("list-of-template"))
        return [_data(Filler(known, is_go=is_go).node(one)) for one in items(child(node, "elements"))]

    def _of_git(self, node: Node, is_go: bool, known: Parameters) -> list[Parameters]:
        filler = Filler(known, is_go=is_go)
        extra = child(node, "values")
        found: list[Parameters] = []
        folders = items(child(node, "directories"))
        if folders:
            patterns = [
                (filler.text(text_at(one, "path") or ""), text_at(one, "exclude") == "true")
                for one in folders
            ]
            wanted = [pattern for pattern, is_excluded in patterns if not is_excluded]
            left_out = [pattern for pattern, is_excluded in patterns if is_excluded]
            found = [_path(path, is_go) for path in self.tree.files.folders_like(wanted, left_out)]
        for one in items(child(node, "files")):
            for path in self.tree.files.files_like([filler.text(text_at(one, "path") or "")]):
                found += self._of_file(path, one, is_go)
        if self.tree.files.is_cut:
            self.found.unread(self.source, node, because("many-folders", n=MOST_FOLDERS))
        if not found:
            raise NotGenerated(because("no-match"))
        if extra is not None:
            for one_set in found:
                values = _data(Filler({**known, **one_set}, is_go=is_go).node(extra))
                one_set.update({"values": values} if is_go else flat(values, "values"))
        return found

    def _of_file(self, path: str, node: Node, is_go: bool) -> list[Parameters]:
        file = os.path.join(self.tree.root, path)
        read = (
            read_source(file) if is_inside(file, self.tree.root) and self.tree.boundary.holds(file) else None
        )
        if not isinstance(read, SourceText):
            self.found.unread(self.source, node, because("parameter-file", path=path))
            return []
        made = []
        for root in read_documents(read, frozenset(), parse_all=True).roots:
            for one in items(root) or [root]:
                own = _path(os.path.dirname(path), is_go, os.path.basename(path))
                made.append({**_data(one), **own})
        return made

    def _of_matrix(self, node: Node, is_go: bool, known: Parameters) -> list[Parameters]:
        inner = items(child(node, "generators"))
        if len(inner) != 2:
            raise NotGenerated(because("matrix"))
        found = []
        for first in self._generated(inner[0], is_go, known):
            for second in self._generated(inner[1], is_go, {**known, **first}):
                found.append({**first, **second})
                if len(found) > _MOST_SETS:
                    return found
        return found

    def _of_merge(self, node: Node, is_go: bool, known: Parameters) -> list[Parameters]:
        keys = [text(one) or "" for one in items(child(node, "mergeKeys"))]
        made = [self._generated(one, is_go, known) for one in items(child(node, "generators"))]
        if not made or not keys:
            raise NotGenerated(because("merge"))

        def key(one: Parameters) -> tuple[str | None, ...]:
            by_path = flat(one)
            return tuple(by_path.get(name) for name in keys)

        base = {key(one): dict(one) for one in made[0]}
        for one in itertools.chain.from_iterable(made[1:]):
            if key(one) in base:
                base[key(one)].update(one)
        return list(base.values())


def _data(node: Node) -> Parameters:
    try:
        data = python_data(node, budget=_MOST_VALUES)
    except (ValueError, RecursionError):
        raise NotGenerated(because("too-many-values", n=_MOST_VALUES)) from None
    return data if isinstance(data, dict) else {}


def _path(path: str, is_go: bool, filename: str = "") -> Parameters:
    """Return the parameters for a folder, as Argo CD calls them with and without Go's templates."""
    segments = path.split("/")
    normal = segments[-1].lower().replace("_", "-")
    if is_go:
        parts = {"path": path, "basename": segments[-1], "basenameNormalized": normal, "segments": segments}
        return {"path": {**parts, "filename": filename} if filename else parts}
    parts = {f"path[{number}]": one for number, one in enumerate(segments)}
    own = {"path": path, "path.basename": segments[-1], "path.basenameNormalized": normal, **parts}
    return {**own, "path.filename": filename} if filename else own
