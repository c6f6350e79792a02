"""Code actions: the fixes of findings, suppressions with a reason, facts for the configuration, all safe fixes."""

from __future__ import annotations

import os

from lsprotocol import types

from elblint.api import Action, Finding, TextEdit, Workspace
from elblint.lsp.diagnostics import diagnostic_of
from elblint.lsp.server import Server

FIX_ALL = "source.fixAll.elblint"
KINDS: list[types.CodeActionKind | str] = [types.CodeActionKind.QuickFix, FIX_ALL]


def code_actions(server: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Offer what can be done about the findings in a range."""
    start = server.at(params.text_document.uri, params.range.start)
    end = server.at(params.text_document.uri, params.range.end)
    if start is None or end is None:
        return []
    workspace, path, first = start
    asked = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
    found: list[types.CodeAction] = []
    if not asked or any(types.CodeActionKind.QuickFix.value.startswith(kind) for kind in asked):
        actions = workspace.actions(path, first, end[2])
        found += [_action(server, workspace, one, actions) for one in actions]
    # All fixes are worked out by linting again, several times perhaps: only for who asks for just that.
    if any(FIX_ALL.startswith(kind) for kind in asked):
        found += _fix_all(server, workspace, path)
    return found


def _action(server: Server, workspace: Workspace, action: Action, every: list[Action]) -> types.CodeAction:
    of_finding = [one for one in every if one.finding is action.finding and one.kind in {"fix", "choice"}]
    return types.CodeAction(
        title=action.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[_diagnostic(server, workspace, action.finding)],
        is_preferred=True if action.is_safe and len(of_finding) == 1 else None,
        edit=_workspace_edit(server, workspace, action.edits),
    )


def _diagnostic(server: Server, workspace: Workspace, finding: Finding) -> types.Diagnostic:
    return diagnostic_of(finding, server.positions, server.uri_of, workspace)


def _workspace_edit(server: Server, workspace: Workspace, edits: tuple[TextEdit, ...]) -> types.WorkspaceEdit:
    by_path: dict[str, list[TextEdit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    capabilities = server.client_capabilities.workspace
    known = capabilities.workspace_edit if capabilities is not None else None
    operations = () if known is None else known.resource_operations or ()
    creates = "create" in [str(getattr(one, "value", one)) for one in operations]
    has_changes = known is not None and bool(known.document_changes)
    changes: dict[str, list[types.TextEdit]] = {}
    documents: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = []
    for path, listed in by_path.items():
        text = workspace.text(path)
        positions = server.positions(path, text or "")
        uri = server.uri_of(path)
        changes[uri] = [types.TextEdit(positions.range(one.start, one.end), one.text) for one in listed]
        if text is None and creates and not os.path.exists(path):
            documents.append(
                types.CreateFile(uri=uri, options=types.CreateFileOptions(ignore_if_exists=True))
            )
        version = server.versions.get(server.path_of(uri))
        document = types.OptionalVersionedTextDocumentIdentifier(uri, version)
        documents.append(types.TextDocumentEdit(document, [*changes[uri]]))
    if has_changes:
        return types.WorkspaceEdit(document_changes=documents)
    return types.WorkspaceEdit(changes=changes)


def _fix_all(server: Server, workspace: Workspace, path: str) -> list[types.CodeAction]:
    text = workspace.text(path) or ""
    after = workspace.safe_fixes(path)
    if after is None or after == text:
        return []
    edit = _workspace_edit(server, workspace, (workspace.edit_to(path, after),))
    return [types.CodeAction(workspace.phrase("fix-all"), kind=FIX_ALL, edit=edit)]
