"""The console script, and what ``python -m elblint`` does."""

from __future__ import annotations

import contextlib
import gc
import os
import sys

from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


def _start_in_utf8() -> None:
    """Start Python again where the system's locale would have it read the names of files as another encoding.

    Repositories name their files in UTF-8, and so do Helm and kustomize. What is written to a terminal stays in the
    encoding of the locale.
    """
    is_utf8 = sys.getfilesystemencoding().lower().replace("-", "") == "utf8"
    if (
        is_utf8
        or os.name != "posix"
        or sys.flags.ignore_environment
        or not os.path.isabs(sys.executable or "")
    ):
        return
    stream = sys.stdout or sys.stderr
    if stream is not None:
        os.environ.setdefault("PYTHONIOENCODING", stream.encoding)
    with contextlib.suppress(OSError):
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606


def run() -> None:
    """Do what the command line says, and leave at once: freeing what a run built takes a tenth of its time."""
    # A run builds trees, hardly a cycle, and ends: collecting garbage would walk them all again and again.
    gc.disable()
    _start_in_utf8()
    # What a relative entry names is in the tree that is linted, and nothing of that is imported.
    with contextlib.suppress(OSError):
        sys.path[:] = [entry for entry in sys.path if os.path.isabs(entry) and entry != os.getcwd()]
    from elblint.cli import main
    from elblint.cli.exit_codes import FAILURE

    try:
        main()
        code: object = 0
    except SystemExit as stop:
        code = stop.code
    scratch = sys.modules.get("elblint.system.scratch")
    if not isinstance(code, int) or (scratch is not None and scratch.Scratch.made):
        # Folders for charts are removed on the way out.
        sys.exit(code)  # type: ignore[arg-type]
    # On the way out, Python would say once more that a disk is full, and end with a code of its own.
    is_written = all([_is_flushed(sys.stdout), _is_flushed(sys.stderr)])
    os._exit(code if is_written else code or FAILURE)


def _is_flushed(stream: TextIO | None) -> bool:
    """Write what a stream holds back; return whether that went well, or whoever reads has seen enough."""
    try:
        if stream is not None:
            stream.flush()
    except BrokenPipeError:
        return True
    except OSError:
        return False
    return True


if __name__ == "__main__":
    run()
