"""The abilities of a terminal."""

from __future__ import annotations

import sys


def takes_codes() -> bool:
    """Return whether a terminal takes codes for colours; the console of Windows is asked to."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        taken = False
        for stream in (-11, -12):
            handle, mode = kernel.GetStdHandle(stream), ctypes.c_uint32()
            if kernel.GetConsoleMode(handle, ctypes.byref(mode)):
                taken = bool(kernel.SetConsoleMode(handle, mode.value | 4)) or taken
        return taken
    return True
