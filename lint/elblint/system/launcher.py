"""Start one program with no network, little memory, and an end when elblint ends.

It runs as a script of its own (``python -I -S launcher.py PARENT BYTES PROGRAM ARGUMENT...``), for nothing of
this may happen in a process with threads. A protection that the system does not have is left out.
"""

from __future__ import annotations

import contextlib
import os
import sys

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _SIGKILL = 1, 9


def confine(parent: int, memory: int) -> None:
    """Give up the network and limit this process; ``parent`` is its id, ``memory`` is in bytes."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        _limit(memory)
    if sys.platform.startswith("linux"):
        with contextlib.suppress(ImportError, OSError, AttributeError):
            _end_with_parent()
        if parent and os.getppid() != parent:
            # It ended before the system was asked to end this process as well.
            os._exit(1)
        with contextlib.suppress(ImportError, OSError, AttributeError):
            _leave_network()


def _limit(memory: int) -> None:
    import resource

    kinds = {resource.RLIMIT_CORE: 0, resource.RLIMIT_DATA: memory}
    for kind, wanted in kinds.items():
        _, hard = resource.getrlimit(kind)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (most, most))


def _end_with_parent() -> None:
    import ctypes

    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def _leave_network() -> None:
    """Enter a network that holds nothing: as root directly, else in a user namespace."""
    import ctypes

    unshare = ctypes.CDLL(None, use_errno=True).unshare
    user, group = os.getuid(), os.getgid()
    if unshare(_NEW_NETWORK) == 0:
        return
    if unshare(_NEW_USER | _NEW_NETWORK) != 0:
        return
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with contextlib.suppress(OSError), open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(line)


if __name__ == "__main__":
    confine(int(sys.argv[1]), int(sys.argv[2]))
    os.execv(sys.argv[3], sys.argv[3:])  # noqa: S606
