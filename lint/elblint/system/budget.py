"""The time and the memory that one run may take, whatever its input."""

from __future__ import annotations

import contextlib
from types import FrameType

from elblint.errors import LimitError
from elblint.system.signals import signals


def bound_run(seconds: int, memory: int) -> None:
    """Let this process take so many seconds from now on, and so many bytes.

    Past the time LimitError is raised, and again each second until the run has ended; past the memory Python raises
    MemoryError. A system without alarms or limits, and a caller that is not the main thread, get neither.
    """
    if hasattr(signals, "setitimer"):

        def stop(number: int, frame: FrameType | None) -> None:
            raise LimitError(
                f"the run takes more than {seconds} seconds; --limit run-seconds=N raises the limit"
            )

        # Only the main thread may set a handler.
        with contextlib.suppress(ValueError):
            signals.signal(signals.SIGALRM, stop)
            signals.setitimer(signals.ITIMER_REAL, seconds, 1)
    _limit_memory(memory)


def release_run() -> None:
    """Take the bounds away, as a report is to be written, or the run has ended."""
    if hasattr(signals, "setitimer"):
        signals.setitimer(signals.ITIMER_REAL, 0)
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def _limit_memory(memory: int) -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
