"""The requests that the server answers, its beginning and its end."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import Any, BinaryIO

from lsprotocol import types

from elblint.lsp import code_actions, features
from elblint.lsp.folders import log
from elblint.lsp.server import Server

_WATCHED = (
    "**/*.{yaml,yml,json,tpl,tgz,tf,tfvars}",
    "**/{Kustomization,.gitignore,.helmignore,.elblint.yaml,.elblint-baseline.json}",
)


def new_server() -> Server:
    """Return a server that knows all its requests."""
    server = Server()
    _documents(server)
    for method, answer, options in (
        (types.TEXT_DOCUMENT_HOVER, features.hover, None),
        (
            types.TEXT_DOCUMENT_COMPLETION,
            features.complete,
            types.CompletionOptions(trigger_characters=features.TRIGGERS),
        ),
        (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, features.symbols, None),
        (types.TEXT_DOCUMENT_DEFINITION, features.definition, None),
        (types.TEXT_DOCUMENT_REFERENCES, features.references, None),
        (types.TEXT_DOCUMENT_DOCUMENT_LINK, features.links, types.DocumentLinkOptions()),
        (types.TEXT_DOCUMENT_CODE_LENS, features.lenses, types.CodeLensOptions()),
        (
            types.TEXT_DOCUMENT_CODE_ACTION,
            code_actions.code_actions,
            types.CodeActionOptions(code_action_kinds=code_actions.KINDS),
        ),
    ):
        server.request(method, partial(answer, server), options)

    def show_reach(*arguments: Any) -> str:
        uri, offset = arguments[0] if len(arguments) == 1 else arguments
        return features.show_reach(server, str(uri), int(offset))

    server.command(features.SHOW_REACH)(server.guarded(features.SHOW_REACH, show_reach))
    return server


def serve() -> int:
    """Speak the protocol on standard input and output until the client ends it; return the exit code."""
    sys.stdout.flush()
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output:
        # Whatever else is written to standard output must not come between two messages.
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        server = new_server()
        server.owns_process = True
        return speak(server, sys.stdin.buffer, output)


def speak(server: Server, given: BinaryIO, answers: BinaryIO) -> int:
    """Speak the protocol on two streams until the client ends it; return the exit code."""
    server.start_io(given, answers)
    server.end()
    return 0 if server.is_shut_down else 1


def _documents(server: Server) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        _initialize(server, params)

    @server.feature(types.INITIALIZED)
    def initialized(params: types.InitializedParams) -> None:
        _watch(server)
        server.lint_soon()

    server.notification(types.TEXT_DOCUMENT_DID_OPEN, server.opened)
    server.notification(types.TEXT_DOCUMENT_DID_CHANGE, server.edited)
    server.notification(types.TEXT_DOCUMENT_DID_CLOSE, server.closed)
    server.notification(types.TEXT_DOCUMENT_DID_SAVE, server.saved)
    server.notification(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, server.changed_on_disk)
    server.notification(types.WORKSPACE_DID_CHANGE_CONFIGURATION, lambda params: None)

    def folders_changed(params: types.DidChangeWorkspaceFoldersParams) -> None:
        for folder in params.event.removed:
            server.remove(server.path_of(folder.uri))
        for folder in params.event.added:
            server.add(server.path_of(folder.uri))
        server.lint_soon()

    server.notification(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, folders_changed)


def _initialize(server: Server, params: types.InitializeParams) -> None:
    options = params.initialization_options
    asked = options.get("lang") if isinstance(options, dict) else None
    locale = str(asked or params.locale or os.environ.get("LC_ALL") or os.environ.get("LANG") or "")
    server.lang = "zh" if locale.lower().startswith("zh") else "en"
    uris = [folder.uri for folder in params.workspace_folders or ()] or [params.root_uri or ""]
    paths = [server.path_of(uri) for uri in uris if uri.startswith("file:")]
    if paths and os.path.isdir(paths[0]):
        # As if elblint were called there.
        os.chdir(paths[0])
    for path in paths:
        if os.path.exists(path):
            server.add(path)
        else:
            log(f"no such folder: {os.path.basename(path)}")
    document = params.capabilities.text_document
    workspace = params.capabilities.workspace
    refreshes = (
        workspace is not None and workspace.diagnostics is not None and workspace.diagnostics.refresh_support
    )
    if document is not None and document.diagnostic is not None and refreshes:
        server.pulls = True
        server.request(
            types.TEXT_DOCUMENT_DIAGNOSTIC,
            server.pulled,
            types.DiagnosticOptions(
                inter_file_dependencies=True, workspace_diagnostics=True, identifier="elblint"
            ),
        )
        server.request(types.WORKSPACE_DIAGNOSTIC, server.pulled_all)


def _watch(server: Server) -> None:
    """Ask the client to tell about files that others change."""
    workspace = server.client_capabilities.workspace
    watched = workspace.did_change_watched_files if workspace is not None else None
    if watched is None or not watched.dynamic_registration:
        return
    watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
    registration = types.Registration(
        "elblint-files",
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        types.DidChangeWatchedFilesRegistrationOptions(watchers),
    )
    server.client_register_capability(types.RegistrationParams([registration]))
