"""The one way to start another program: isolated from the network, the user's settings and the tree.

A child gets an absolute path to its program, an empty folder of its own to work in, and an environment in which
nothing of the caller's is left but what the system needs to load a program.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence

from elblint.system.named_tuple import NamedTuple

MEMORY = 2**30
"""Bytes that a child may take."""
_LAUNCHER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "launcher.py")
_NOWHERE = "http://127.0.0.1:9"
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "ALL_PROXY", "SOCKS_PROXY", "RSYNC_PROXY")
# Without these, Windows and some installations of Python cannot load a program at all.
_NEEDED = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT")
_LIBRARIES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
_MOST_AT_ONCE = 4
_MOST_COMPLAINT = 2**20
_OUT_OF_MEMORY = (b"out of memory", b"cannot allocate memory", b"MemoryError")
_SANDBOX = "/usr/bin/sandbox-exec"
_NO_NETWORK = "(version 1)(allow default)(deny network*)"


BUILDERS_SETTINGS = {"GOGC": "400"}
"""Variables for programs in Go that build one thing and end: they collect garbage less often than a server does."""


class ChildError(Exception):
    """Raised if a program cannot be started, takes too long or writes too much; the text says which."""


class Outcome(NamedTuple):
    """The exit code and the output of a child."""

    code: int
    written: bytes
    stderr: bytes


_running: set[subprocess.Popen[bytes]] = set()
_lock = threading.Lock()


def builders_at_once() -> int:
    """Return the number of builders to run at the same time."""
    return max(2, min(os.cpu_count() or 2, _MOST_AT_ONCE))


def find_program(name: str) -> str | None:
    """Return the absolute path of a program on the PATH, or None.

    Relative entries of the PATH are passed over, for they name folders of whatever tree is linted.
    """
    suffixes = [""]
    if os.name == "nt":
        # No batch files: the shell that runs one would read what stands in the names of files.
        suffixes = [".exe", ".com"]
    for folder in _absolute(os.environ.get("PATH", "")):
        for suffix in suffixes:
            found = os.path.join(folder, name + suffix)
            if os.path.isfile(found) and os.access(found, os.X_OK):
                return found
    return None


def _absolute(path: str) -> list[str]:
    """Return the absolute entries of a variable such as PATH."""
    return [entry for entry in path.split(os.pathsep) if os.path.isabs(entry)]


def environment(home: str, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a child whose home is the folder ``home``."""
    kept = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    kept |= {
        name: os.pathsep.join(entries)
        for name in _LIBRARIES
        if (entries := _absolute(os.environ.get(name, "")))
    }
    nowhere = {name: _NOWHERE for proxy in _PROXIES for name in (proxy, proxy.lower())}
    homes: tuple[str, ...] = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TMPDIR", "TMP", "TEMP")
    homes += ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")
    return {
        **kept,
        **dict.fromkeys(homes, home),
        "PATH": os.pathsep.join(_absolute(os.environ.get("PATH", os.defpath))),
        "LANG": "C.UTF-8",
        **nowhere,
        "NO_PROXY": "",
        "no_proxy": "",
        # Git may use no transport and read no settings: what is not here fails instead of being fetched.
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "KUBECONFIG": os.devnull,
        "GOMEMLIMIT": str(MEMORY * 3 // 4),
        **(more or {}),
    }


def run_child(
    command: Sequence[str],
    home: str,
    *,
    given: bytes = b"",
    seconds: float,
    most: int,
    more: Mapping[str, str] | None = None,
) -> Outcome:
    """Run a program to its end and return what it wrote.

    ``command`` starts with an absolute path; ``home`` is an empty folder that it works in; ``given`` is its standard
    input; ``most`` is the number of bytes that it may write. Raises ChildError.
    """
    if not os.path.isabs(command[0]):
        raise ChildError(f"{command[0]}: a program is started by its absolute path only")
    with open(os.path.join(home, "written"), "w+b") as out, open(os.path.join(home, "said"), "w+b") as said:
        try:
            process = subprocess.Popen(
                _launched(command),
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=said,
                cwd=home,
                env=environment(home, more),
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise ChildError(str(error)) from None
        with _lock:
            _running.add(process)
        try:
            _wait(process, given, seconds, out.fileno(), most)
        finally:
            _end(process)
            with _lock:
                _running.discard(process)
        out.seek(0)
        said.seek(0)
        outcome = Outcome(process.returncode, out.read(most), said.read(_MOST_COMPLAINT))
    if outcome.code and any(sign in outcome.stderr for sign in _OUT_OF_MEMORY):
        raise ChildError(f"it takes more than {MEMORY // 2**20} MiB of memory")
    return outcome


def _launched(command: Sequence[str]) -> list[str]:
    if sys.platform == "darwin" and os.path.exists(_SANDBOX):
        return [_SANDBOX, "-p", _NO_NETWORK, *command]
    if os.name == "posix" and os.path.isabs(sys.executable or ""):
        return [sys.executable, "-I", "-S", _LAUNCHER, str(os.getpid()), str(MEMORY), *command]
    return list(command)


def _wait(process: subprocess.Popen[bytes], given: bytes, seconds: float, out: int, most: int) -> None:
    """Wait until a child ends. Raises ChildError if it takes too long, or writes more than it may."""
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        # Orders are small: they fit into a pipe, and nobody waits for a child that does not read.
        process.stdin.write(given)
        process.stdin.close()
    end = time.monotonic() + seconds
    pause = 0.001
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(pause)
            break
        pause = min(pause * 2, 0.1)
        if time.monotonic() > end:
            raise ChildError(f"it took more than {seconds:g} seconds")
        if os.fstat(out).st_size > most:
            break
    if os.fstat(out).st_size > most:
        raise ChildError(f"it writes more than {most // 2**20} MiB")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a child and whatever it started, and wait for it."""
    _kill(process)
    process.wait()


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def end_children() -> None:
    """End all children at once, when the run itself is ended."""
    with _lock:
        running = list(_running)
    for process in running:
        _kill(process)
