"""The ownership of files: who may have written one."""

from __future__ import annotations

import os
import stat


def is_open_to_others(status: os.stat_result) -> bool:
    """Return whether others than the user of this process may have written a file; root may write all of them.

    The modes of Windows say nothing about that: what lies in a user's own folder is the user's.
    """
    if os.name == "nt":
        return False
    owner = getattr(os, "geteuid", lambda: status.st_uid)()
    return status.st_uid not in {0, owner} or bool(status.st_mode & (stat.S_IWGRP | stat.S_IWOTH))
