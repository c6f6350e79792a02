"""Requests about a place: hover, completion, outline, definition, references, links, and the lens on a Service."""

from __future__ import annotations

import os
import re

from lsprotocol import types

from elblint.api import Completion, Symbol, Workspace
from elblint.lsp.diagnostics import location_of, uri_of
from elblint.lsp.positions import Positions
from elblint.lsp.server import Server

SHOW_REACH = "elblint.showReach"
TRIGGERS = ['"', "/", ".", ":", " ", "[", ","]
_KINDS = {
    "property": types.CompletionItemKind.Property,
    "value": types.CompletionItemKind.Value,
    "rule": types.CompletionItemKind.Reference,
}
_SYMBOLS = {
    "Service": types.SymbolKind.Interface,
    "Ingress": types.SymbolKind.Interface,
    "annotation": types.SymbolKind.Property,
    "port": types.SymbolKind.Number,
}
_LINKED = re.compile(r"\b(?:kubernetes\.io/elb\.(?:id|ip))[\"']?[ \t]*:[ \t]+[\"']?([\w.:-]+)")
_MOST_LINKS = 500


def hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    """Explain what stands at a place."""
    found = server.at(params.text_document.uri, params.position)
    if found is None:
        return None
    workspace, path, offset = found
    explanation = workspace.explain(path, offset)
    if explanation is None:
        return None
    positions = server.positions(path, workspace.text(path) or "")
    content = types.MarkupContent(types.MarkupKind.Markdown, explanation.markdown)
    return types.Hover(content, positions.range(explanation.start, explanation.end))


def complete(server: Server, params: types.CompletionParams) -> types.CompletionList | None:
    """Offer what can stand at a place."""
    found = server.at(params.text_document.uri, params.position)
    if found is None:
        return None
    workspace, path, offset = found
    positions = server.positions(path, workspace.text(path) or "")
    items = [_item(one, number, positions) for number, one in enumerate(workspace.complete(path, offset))]
    return types.CompletionList(is_incomplete=False, items=items)


def _item(one: Completion, number: int, positions: Positions) -> types.CompletionItem:
    documentation = types.MarkupContent(types.MarkupKind.Markdown, one.documentation)
    return types.CompletionItem(
        one.label,
        kind=_KINDS[one.kind],
        detail=one.detail or None,
        documentation=documentation if one.documentation else None,
        sort_text=f"{one.rank}{number:05}",
        filter_text=positions.text[one.start : one.start + 1].strip("\"'") and one.label,
        insert_text_format=types.InsertTextFormat.PlainText,
        text_edit=types.TextEdit(positions.range(one.start, one.end), one.insert),
    )


def symbols(server: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """List the objects of a document."""
    path = server.path_of(params.text_document.uri)
    workspace = server.workspace_of(path)
    if workspace is None:
        return []
    positions = server.positions(path, workspace.text(path) or "")
    return [_symbol(one, positions) for one in workspace.outline(path)]


def _symbol(one: Symbol, positions: Positions) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=one.name,
        detail=one.detail or None,
        kind=_SYMBOLS.get(one.kind, types.SymbolKind.Object),
        range=positions.range(one.start, one.end),
        selection_range=positions.range(one.name_start, one.name_end),
        children=[_symbol(inner, positions) for inner in one.children],
    )


def definition(server: Server, params: types.DefinitionParams) -> list[types.Location]:
    """Lead from an ELB to its users, from a name to its Service, from a caller to its target."""
    found = server.at(params.text_document.uri, params.position)
    if found is None:
        return []
    workspace, path, offset = found
    return [location_of(one, server.positions, server.uri_of) for one in workspace.targets(path, offset)]


def references(server: Server, params: types.ReferenceParams) -> list[types.Location]:
    """List what leads to the object at a place: callers, Ingresses, the users of its ELB."""
    found = server.at(params.text_document.uri, params.position)
    if found is None:
        return []
    workspace, path, offset = found
    return [location_of(one, server.positions, server.uri_of) for one in workspace.callers(path, offset)]


def links(server: Server, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
    """Link each ELB to its first other user."""
    path = server.path_of(params.text_document.uri)
    workspace = server.workspace_of(path)
    text = None if workspace is None else workspace.text(path)
    if workspace is None or text is None:
        return []
    positions = server.positions(path, text)
    found = []
    for match in list(_LINKED.finditer(text))[:_MOST_LINKS]:
        targets = workspace.targets(path, match.start(1))
        if targets:
            where = f"{server.uri_of(targets[0].path)}#L{targets[0].line}"
            tooltip = ", ".join(f"{os.path.basename(one.path)}:{one.line}" for one in targets[:20])
            found.append(types.DocumentLink(positions.range(*match.span(1)), target=where, tooltip=tooltip))
    return found


def lenses(server: Server, params: types.CodeLensParams) -> list[types.CodeLens]:
    """Say of each object on an ELB how many of its paths fail."""
    path = server.path_of(params.text_document.uri)
    workspace = server.workspace_of(path)
    if workspace is None:
        return []
    positions = server.positions(path, workspace.text(path) or "")
    return [
        types.CodeLens(
            positions.range(one.start, one.end),
            types.Command(one.title, SHOW_REACH, arguments=[params.text_document.uri, one.start]),
        )
        for one in workspace.reach(path)
    ]


def show_reach(server: Server, uri: str, offset: int) -> str:
    """Return who reaches which address of an object, and show it if the client can open a document."""
    path = server.path_of(uri)
    workspace: Workspace | None = server.workspace_of(path)
    matrix = "" if workspace is None else workspace.matrix(path, offset)
    window = server.client_capabilities.window
    if not matrix:
        return ""
    if window is not None and window.show_document is not None and window.show_document.support:
        file = os.path.join(server.scratch(), "elblint-reach.txt")
        with open(file, "w", encoding="utf-8") as opened:
            opened.write(matrix)
        server.window_show_document(types.ShowDocumentParams(uri_of(file), take_focus=True))
    else:
        server.window_show_message(types.ShowMessageParams(types.MessageType.Info, matrix))
    return matrix
