"""The server: its folders and documents, and the moments at which it lints."""

from __future__ import annotations

import asyncio
import contextlib
import os

from lsprotocol import types

from elblint.api import Finding, Workspace, fault_words
from elblint.lsp.base import BaseServer
from elblint.lsp.diagnostics import diagnostic_of, diagnostic_of_problem
from elblint.lsp.folders import Folder, log
from elblint.lsp.positions import changed


class Server(BaseServer):
    """The state of one session with a client."""

    def __init__(self) -> None:
        super().__init__()
        self.folders: list[Folder] = []
        self.buffers: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.pulls = False
        """True if the client asks for findings by itself, and lets itself be told when to ask again."""
        self.debounce = 0.15
        """Seconds without a change after which findings are sent."""
        self.pause = 0.6
        """Seconds without a change after which charts and kustomizations are rendered of what is typed."""
        self._timers: list[asyncio.TimerHandle] = []
        self._is_saved = False
        """True if something was saved since charts and kustomizations were rendered."""
        self._sent: dict[str, list[types.Diagnostic]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def at(self, uri: str, position: types.Position) -> tuple[Workspace, str, int] | None:
        """Return the workspace, the path and the offset of a place; None where nothing is linted."""
        path = self.path_of(uri)
        workspace = self.workspace_of(path)
        text = None if workspace is None else workspace.text(path)
        if workspace is None or text is None:
            return None
        return workspace, path, self.positions(path, text).offset(position)

    def workspace_of(self, path: str) -> Workspace | None:
        """Return the workspace that a file belongs to, if it can be linted now."""
        folder = self.folder_of(path)
        if folder is None or folder.workspace is None or not folder.workspace.is_ready:
            return None
        return folder.workspace

    def folder_of(self, path: str) -> Folder | None:
        """Return the innermost open folder that a file lies in; None for a document that is no file."""
        if not os.path.isabs(path):
            return None
        around = [one for one in self.folders if one.holds(path)]
        return max(around, key=lambda one: len(one.path), default=None)

    # Documents.

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        """Lint an opened document in place of its file."""
        document = params.text_document
        path = self.path_of(document.uri)
        self.uris[path] = document.uri
        if self.folder_of(path) is None and os.path.isfile(path):
            self.add(path)
        self._take(path, document.text, document.version)

    def edited(self, params: types.DidChangeTextDocumentParams) -> None:
        """Lint a changed document."""
        path = self.path_of(params.text_document.uri)
        text = self.buffers.get(path, "")
        for change in params.content_changes:
            text = changed(text, change, self.encoding)
        self._take(path, text, params.text_document.version)

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        """Lint the file itself again."""
        path = self.path_of(params.text_document.uri)
        self.buffers.pop(path, None)
        self.versions.pop(path, None)
        self._lines.pop(path, None)
        folder = self.folder_of(path)
        if folder is not None and folder.workspace is not None:
            folder.workspace.close(path)
        if folder is not None and folder.path == path:
            self.remove(path)
        self.lint_soon()

    def saved(self, params: types.DidSaveTextDocumentParams) -> None:
        """Render charts, and read the configuration, anew."""
        path = self.path_of(params.text_document.uri)
        folder = self.folder_of(path)
        if folder is not None:
            folder.changed_on_disk(path, self.buffers)
            self._is_saved = True
            self.lint_soon()

    def changed_on_disk(self, params: types.DidChangeWatchedFilesParams) -> None:
        """Take note of what others do with files."""
        for change in params.changes:
            path = self.path_of(change.uri)
            for folder in self.folders:
                if folder.holds(path):
                    folder.changed_on_disk(path, self.buffers)
        self._is_saved = True
        self.lint_soon()

    def _take(self, path: str, text: str, version: int) -> None:
        self.buffers[path] = text
        self.versions[path] = version
        folder = self.folder_of(path)
        if folder is not None and folder.workspace is not None:
            folder.workspace.set_text(path, text)
        self.lint_soon()

    # Folders.

    def add(self, path: str) -> None:
        """Open a folder, or a file outside of all folders."""
        if not any(one.path == path for one in self.folders):
            folder = Folder(path, self.lang)
            folder.reload(self.buffers)
            self.folders.append(folder)

    def remove(self, path: str) -> None:
        """Close a folder; what was said of its files is taken back."""
        for folder in [one for one in self.folders if one.path == path]:
            self.folders.remove(folder)
            for uri in folder.reported:
                self._send(uri, [])

    # Findings.

    def lint_soon(self) -> None:
        """Send findings when nothing has changed for a moment; after a longer one, render what is typed."""
        for timer in self._timers:
            timer.cancel()
        loop = asyncio.get_running_loop()
        self._timers = [
            loop.call_later(self.debounce, self._lint_now),
            loop.call_later(self.pause, self._render_typed),
        ]

    def _render_typed(self) -> None:
        for folder in self.folders:
            self._start_rendering(folder, is_shown=False)

    def _start_rendering(self, folder: Folder, *, is_shown: bool) -> None:
        """Render what has changed, if nothing is rendered already; the client shows it if it was saved."""
        if folder.workspace is not None and folder.workspace.needs_tools and not folder.is_rendering:
            task = asyncio.get_running_loop().create_task(self._render(folder, is_shown=is_shown))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _lint_now(self) -> None:
        for folder in [*self.folders]:
            if self._is_saved or (folder.workspace is not None and not folder.workspace.is_ready):
                self._start_rendering(folder, is_shown=True)
            try:
                self._publish(folder)
            except Exception as error:
                log(f"error: {fault_words(error)}")
        self._is_saved = False
        if self.pulls:
            with contextlib.suppress(Exception):
                self.workspace_diagnostic_refresh(None)
        self.collect_garbage()

    async def _render(self, folder: Folder, *, is_shown: bool) -> None:
        """Render charts and build kustomizations beside the work of the server."""
        workspace = folder.workspace
        if workspace is None:
            return
        folder.is_rendering = True
        token = await self._begin(f"elblint: {os.path.basename(folder.path)}") if is_shown else None
        try:
            workspace.needs_tools = False
            rendered = await asyncio.get_running_loop().run_in_executor(None, workspace.render)
            workspace.use(rendered, is_current=not workspace.needs_tools)
        except Exception as error:
            log(f"error: {fault_words(error)}")
        finally:
            folder.is_rendering = False
            if token is not None:
                self.work_done_progress.end(token, types.WorkDoneProgressEnd())
        self.lint_soon()

    async def _begin(self, title: str) -> str | None:
        """Show progress, if the client can; return its token."""
        window = self.client_capabilities.window
        if window is None or not window.work_done_progress:
            return None
        token = f"elblint-{os.urandom(8).hex()}"
        try:
            await asyncio.wait_for(self.work_done_progress.create_async(token), 1)
        except Exception:
            return None
        self.work_done_progress.begin(token, types.WorkDoneProgressBegin(title))
        return token

    def diagnostics(self, folder: Folder, only: str | None = None) -> dict[str, list[types.Diagnostic]]:
        """Return the diagnostics of a folder, or of one file in it, by the paths of their files."""
        found: dict[str, list[types.Diagnostic]] = {}
        workspace = folder.workspace
        if workspace is not None and workspace.is_ready:
            converted: dict[int, tuple[Finding, str, types.Diagnostic]] = {}
            for one in map(workspace.placed, folder.findings(only)):
                known = folder.converted.get(id(one))
                if known is None:
                    diagnostic = diagnostic_of(one, self.positions, self.uri_of, workspace)
                    known = one, os.path.abspath(one.location.path), diagnostic
                converted[id(one)] = known
                found.setdefault(known[1], []).append(known[2])
            folder.converted = converted
        if folder.problem is not None:
            found.setdefault(folder.problem.path, []).append(diagnostic_of_problem(folder.problem))
        return found

    def pulled(self, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        """Return the findings of one document."""
        path = self.path_of(params.text_document.uri)
        folder = self.folder_of(path)
        listed = [] if folder is None else self.diagnostics(folder, path).get(path, [])
        return types.RelatedFullDocumentDiagnosticReport(listed)

    def pulled_all(self, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        """Return the findings of all files."""
        found: dict[str, list[types.Diagnostic]] = {}
        for folder in self.folders:
            found.update({uri: [] for uri in folder.reported})
            now = {self.uri_of(path): listed for path, listed in self.diagnostics(folder).items()}
            found.update(now)
            folder.reported = set(now)
        return types.WorkspaceDiagnosticReport(
            [
                types.WorkspaceFullDocumentDiagnosticReport(uri, listed, self.versions.get(self.path_of(uri)))
                for uri, listed in found.items()
            ]
        )

    def _publish(self, folder: Folder) -> None:
        if self.pulls:
            return
        found = {self.uri_of(path): listed for path, listed in self.diagnostics(folder).items()}
        open_ones = {self.uri_of(path) for path in self.buffers if self.folder_of(path) is folder}
        for uri in {*found, *folder.reported, *open_ones}:
            self._send(uri, found.get(uri, []))
        folder.reported = set(found)

    def _send(self, uri: str, listed: list[types.Diagnostic]) -> None:
        """Send the findings of a file, unless the client has them."""
        version = self.versions.get(self.path_of(uri))
        if self._sent.get(uri) == listed and version is None:
            return
        self._sent[uri] = listed
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, listed, version))
