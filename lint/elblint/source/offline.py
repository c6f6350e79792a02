"""What keeps another program from the network and from a cluster."""

from __future__ import annotations

import os

_NOWHERE = "http://127.0.0.1:9"
OFFLINE = {
    **{name: _NOWHERE for proxy in ("HTTP_PROXY", "HTTPS_PROXY") for name in (proxy, proxy.lower())},
    "NO_PROXY": "",
    "no_proxy": "",
    # Git may use no transport: what is not here fails instead of being fetched.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "KUBECONFIG": os.devnull,
}
"""Environment variables for the program."""
