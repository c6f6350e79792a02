"""The ground of the server: its protocol, faults that end no session, paths and positions."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import tempfile
from collections.abc import Callable, Generator
from typing import Any

from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from elblint.api import Language, __version__, fault_words
from elblint.lsp.diagnostics import uri_of
from elblint.lsp.folders import log
from elblint.lsp.positions import Positions

_RUNS_BETWEEN_COLLECTIONS = 32


class Protocol(LanguageServerProtocol):
    """The protocol; texts are kept by the server itself, by the line breaks that the protocol knows."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Make a message of what was read; a request that is none gets an answer that says so."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], error=error.to_response_error())
            raise

    def handle_message(self, message: Any) -> None:
        """Act on a message; a request after the end of the session gets an answer that says so."""
        if self._shutdown and hasattr(message, "method") and hasattr(message, "id"):
            self._send_response(message.id, error=JsonRpcInvalidRequest().to_response_error())
            return
        super().handle_message(message)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(
        self, params: types.DidOpenTextDocumentParams
    ) -> Generator[Any, Any, None]:
        """Hand an opened document on."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(
        self, params: types.DidChangeTextDocumentParams
    ) -> Generator[Any, Any, None]:
        """Hand a changed document on."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(
        self, params: types.DidCloseTextDocumentParams
    ) -> Generator[Any, Any, None]:
        """Hand a closed document on."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None


class BaseServer(LanguageServer):
    """A session with a client, as far as it knows nothing of manifests."""

    def __init__(self) -> None:
        super().__init__("elblint", __version__, protocol_cls=Protocol)
        # What pygls logs are messages of the protocol, with the texts of files in them.
        logging.getLogger("pygls").disabled = True
        for name in [name for name in logging.root.manager.loggerDict if name.startswith("pygls")]:
            logging.getLogger(name).disabled = True
        self.lang: Language = "en"
        self.uris: dict[str, str] = {}
        self._lines: dict[str, Positions] = {}
        self.owns_process = False
        """True if nothing else runs in the process, which the server may then rule."""
        self._runs = 0
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Note a fault; its words are left out, for they may quote a manifest."""
        log(f"error: {fault_words(error)}")

    def request(self, method: str, answer: Callable[[Any], Any], options: Any = None) -> None:
        """Answer requests of a method. A fault in one is logged, and its answer is empty."""

        async def answered(params: Any) -> Any:
            # A request that the client takes back by its next message is never begun.
            await asyncio.sleep(0)
            return guarded(params)

        guarded = self.guarded(method, answer)
        self.feature(method, options)(answered)

    def guarded(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        """Return the same function; a fault in it is logged, and its answer is empty."""

        def guarded(*arguments: Any) -> Any:
            try:
                return act(*arguments)
            except Exception as error:
                log(f"error: {name}: {fault_words(error)}")
                return None

        return guarded

    def notification(self, method: str, act: Callable[[Any], None]) -> None:
        """Act on notifications of a method. A fault in one is logged."""

        self.feature(method)(self.guarded(method, act))

    @property
    def is_shut_down(self) -> bool:
        """True if the client has ended the session as it should."""
        return bool(self.protocol._shutdown)

    def scratch(self) -> str:
        """Return a folder of this session for texts that the client shows."""
        if self._scratch is None:
            self._scratch = tempfile.TemporaryDirectory(prefix="elblint-")
        return self._scratch.name

    def collect_garbage(self) -> None:
        """Look for cycles after some runs: a run makes hardly any, and to look for them takes as long as it does.

        What the first run has read stays, and is not looked through again.
        """
        if not self.owns_process:
            return
        if self._runs % _RUNS_BETWEEN_COLLECTIONS == 0:
            gc.collect()
        if self._runs == 0:
            gc.freeze()
            gc.disable()
        self._runs += 1

    def end(self) -> None:
        """Leave nothing behind."""
        if self._scratch is not None:
            self._scratch.cleanup()

    @property
    def encoding(self) -> str:
        """The units of positions."""
        return str(self.server_capabilities.position_encoding or types.PositionEncodingKind.Utf16.value)

    def path_of(self, uri: str) -> str:
        """Return the path of a document; of one that is no file its URI."""
        path = uris.to_fs_path(uri) if uri.startswith("file:") else None
        return uri if path is None else os.path.abspath(path)

    def uri_of(self, path: str) -> str:
        """Return the URI of a file, as the client spells it if it is open."""
        return self.uris.get(os.path.abspath(path)) or uri_of(path)

    def positions(self, path: str, text: str) -> Positions:
        """Return the lines of a text of a file."""
        known = self._lines.get(path)
        if known is None or known.text is not text:
            known = self._lines[path] = Positions(text, self.encoding)
        return known
