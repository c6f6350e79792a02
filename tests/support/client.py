"""A client of the language server, over pipes: to a server in a thread of this process, or in one of its own."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Protocol

from elblint.lsp.start import new_server, speak

PATIENCE = 60.0
_QUIET = 0.5


class Running(Protocol):
    """A server that runs, as ``subprocess.Popen`` has it."""

    stdin: IO[bytes] | None
    stdout: IO[bytes] | None
    stderr: IO[bytes] | None

    def wait(self, timeout: float | None = None) -> int: ...

    def kill(self) -> None: ...


class ServerThread:
    """A server in this process. It sends findings at once; its log goes to the standard error of the test."""

    stderr: IO[bytes] | None = None

    def __init__(self) -> None:
        given, to_server = os.pipe()
        from_server, answers = os.pipe()
        self.stdin: IO[bytes] | None = os.fdopen(to_server, "wb")
        self.stdout: IO[bytes] | None = os.fdopen(from_server, "rb")
        self._streams = os.fdopen(given, "rb"), os.fdopen(answers, "wb")
        self._folder = os.getcwd()
        self._exit_code = -1
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        given, answers = self._streams
        server = new_server()
        server.debounce, server.pause = 0.01, 0.05
        try:
            self._exit_code = speak(server, given, answers)
        finally:
            for stream in self._streams:
                with contextlib.suppress(OSError):
                    stream.close()

    def wait(self, timeout: float | None = None) -> int:
        self._thread.join(timeout)
        assert not self._thread.is_alive()
        # The server goes where its client is, and so did this process.
        os.chdir(self._folder)
        return self._exit_code

    def kill(self) -> None:
        assert self.stdin is not None
        self.stdin.close()


def server_process(folder: Path) -> subprocess.Popen[bytes]:
    """Start a server as editors do."""
    return subprocess.Popen(
        [sys.executable, "-m", "elblint", "lsp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )


class Client:
    """One session. It answers what the server asks, and keeps what the server says."""

    def __init__(self, folder: Path, *, own_process: bool = False, **options: Any) -> None:
        """``options`` are further parameters of ``initialize``."""
        self.process: Running = server_process(folder) if own_process else ServerThread()
        self.folder = folder
        self.published: dict[str, list[Any]] = {}
        self.said: list[Any] = []
        self.asked: list[Any] = []
        self.log = b""
        self._incoming: queue.Queue[Any] = queue.Queue()
        self._versions: dict[str, int] = {}
        self._number = 0
        self._threads = [threading.Thread(target=one, daemon=True) for one in (self._read, self._read_log)]
        for thread in self._threads:
            thread.start()
        asked: dict[str, Any] = {
            "processId": None,
            "rootUri": folder.as_uri(),
            "workspaceFolders": [{"uri": folder.as_uri(), "name": "it"}],
            "capabilities": {},
        }
        self.abilities = self.request("initialize", {**asked, **options})["capabilities"]
        self.notify("initialized", {})

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None) -> str:
        """Open a file with its own text, or another one."""
        text = (self.folder / name).read_text(encoding="utf-8") if text is None else text
        self._versions[name] = 1
        document = {"uri": self.uri(name), "languageId": "yaml", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return text

    def change(self, name: str, *changes: Any) -> None:
        """Change a document: by ranges with texts, or by whole texts."""
        self._versions[name] += 1
        document = {"uri": self.uri(name), "version": self._versions[name]}
        listed = [{"text": one} if isinstance(one, str) else one for one in changes]
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": listed})

    def close(self, name: str) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": self.uri(name)}})

    def on_disk(self, name: str, kind: int = 2) -> None:
        """Tell that a file was made (1), written (2) or removed (3)."""
        self.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": self.uri(name), "type": kind}]})

    def at(self, method: str, name: str, line: int, character: int, **more: Any) -> Any:
        """Ask about a 0-based place."""
        place = {"textDocument": {"uri": self.uri(name)}, "position": {"line": line, "character": character}}
        return self.request(f"textDocument/{method}", {**place, **more})

    def about(self, method: str, name: str, **more: Any) -> Any:
        """Ask about a document."""
        return self.request(f"textDocument/{method}", {"textDocument": {"uri": self.uri(name)}, **more})

    def notify(self, method: str, params: Any) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: Any) -> Any:
        """Ask, and wait for the answer. Raises AssertionError for an error in its place."""
        number = self.send_request(method, params)
        answer = self._wait(lambda message: message.get("id") == number and "method" not in message)
        assert "error" not in answer, answer
        return answer["result"]

    def send_request(self, method: str, params: Any) -> int:
        """Ask, and wait for nothing; return the number of the request."""
        self._number += 1
        self._send({"jsonrpc": "2.0", "id": self._number, "method": method, "params": params})
        return self._number

    def answer_to(self, number: int) -> Any:
        """Wait for the whole answer to a request."""
        return self._wait(lambda message: message.get("id") == number and "method" not in message)

    def findings(self, name: str, expected: Callable[[list[Any]], bool]) -> list[Any]:
        """Wait until the findings of a file are as expected."""
        uri = self.uri(name)
        if not (uri in self.published and expected(self.published[uri])):
            self._wait(lambda message: uri in self.published and expected(self.published[uri]))
        return self.published[uri]

    def codes(self, name: str, *codes: str) -> list[Any]:
        """Wait until a file has findings of just these rules."""
        return self.findings(name, lambda found: [one.get("code") for one in found] == [*codes])

    def settle(self) -> None:
        """Wait until the server has been quiet for a while."""
        while True:
            try:
                self._note(self._incoming.get(timeout=_QUIET))
            except queue.Empty:
                return

    def wait_for(self, method: str) -> Any:
        """Wait for a message of the server's own."""
        for message in (*self.said, *self.asked):
            if message["method"] == method:
                return message.get("params")
        return self._wait(lambda message: message.get("method") == method).get("params")

    def end(self) -> int:
        """End the session as the protocol says; return the exit code."""
        self.request("shutdown", None)
        self.notify("exit", None)
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(PATIENCE)

    def drop(self) -> None:
        """Leave, whatever the state of the session."""
        self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _wait(self, is_it: Callable[[Any], bool]) -> Any:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                message = self._incoming.get(timeout=max(end - time.monotonic(), 0.01))
            except queue.Empty:
                raise AssertionError(f"no answer; findings: {self.published}; log: {self.log!r}") from None
            self._note(message)
            if is_it(message):
                return message

    def _note(self, message: Any) -> None:
        if "method" not in message:
            return
        if "id" in message:
            self.asked.append(message)
            result = {"success": True} if message["method"] == "window/showDocument" else None
            self._send({"jsonrpc": "2.0", "id": message["id"], "result": result})
        elif message["method"] == "textDocument/publishDiagnostics":
            params = message["params"]
            self.published[params["uri"]] = params["diagnostics"]
        else:
            self.said.append(message)

    def _send(self, message: Any) -> None:
        data = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self.process.stdin.flush()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while (line := stream.readline()) not in {b"\r\n", b""}:
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                return
            self._incoming.put(json.loads(stream.read(length)))

    def _read_log(self) -> None:
        for line in self.process.stderr or ():
            self.log += line
