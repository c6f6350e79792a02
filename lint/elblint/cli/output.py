"""Writing reports, and messages about elblint's own errors."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable

from elblint.cli.run_settings import When
from elblint.errors import OutputError
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.printable import Report, report_of_lines

if TYPE_CHECKING:
    from elblint.report.registry import RenderOptions


def style(color: When, output: str) -> RenderOptions:
    """Return the options of a report for a terminal, a pipe or a file. ``output`` is ``-`` for standard output."""
    from elblint.report.registry import RenderOptions

    terminal = output == "-" and sys.stdout is not None and sys.stdout.isatty()
    columns = 80
    if terminal:
        from shutil import get_terminal_size

        columns = min(get_terminal_size((80, 24)).columns, 120)
    if color is not When.auto:
        return RenderOptions(columns, color is When.always)
    if os.environ.get("NO_COLOR"):
        return RenderOptions(columns, colour=False)
    forced = os.environ.get("FORCE_COLOR", "0") not in {"", "0"}
    if terminal and os.environ.get("TERM") != "dumb":
        from elblint.system.terminal import takes_codes

        return RenderOptions(columns, takes_codes())
    return RenderOptions(columns, forced and output == "-")


def encoded(report: Report, output: str = "", kind: str = "text") -> bytes:
    """Return a report as bytes; what the encoding lacks is spelt out.

    Text for standard output (``-``) is in the encoding of the terminal. Files, and all formats that programs read,
    are UTF-8.
    """
    is_text = output == "-" and kind == "text"
    encoding = (getattr(sys.stdout, "encoding", None) if is_text else None) or "utf-8"
    return report.encode(encoding, "backslashreplace")


def typed(words: str) -> str:
    """Return words of the command line in letters, where Python took their bytes for another encoding."""
    if not any("\udc80" <= letter <= "\udcff" for letter in words):
        return words
    try:
        return words.encode("utf-8", "surrogateescape").decode(sys.stdout.encoding)
    except (AttributeError, LookupError, UnicodeError):
        return words


def forgive_streams() -> None:
    """Let what others write to standard output (help, questions) spell out what its encoding lacks."""
    with contextlib.suppress(AttributeError, OSError, ValueError):
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def show(lines: Iterable[str]) -> None:
    """Write lines to standard output. Raises OutputError."""
    write(encoded(report_of_lines(lines), "-"), "-")


def write(report: bytes, output: str) -> None:
    """Write a report to a file, or to standard output for ``-``. Raises OutputError."""
    if output == "-":
        if sys.stdout is None:
            raise OutputError("standard output is closed: the report could not be written")
        try:
            sys.stdout.flush()
            sys.stdout.buffer.write(report)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            # Whoever reads has seen enough. Python would report it once more when it closes the stream.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            raise OutputError(f"standard output: the report could not be written: {error.strerror}") from None
        return
    from elblint.system.writer import write_file

    write_file(output, report, called="the report")


def print_error(message: str) -> None:
    """Say something on standard error, on one line."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            sys.stderr.write(report_of_lines([f"elblint: {message}"]))
