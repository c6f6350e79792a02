"""Helm's template engine, whichever way it is on the machine, without letting it reach a network or a cluster."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import Protocol

from elblint.source.charts.release import Release
from elblint.source.offline import OFFLINE
from elblint.source.read import MAX_BYTES

TIME_LIMIT = 60
"""Seconds that one rendering may take."""
_PYTHON_ENGINE = "helm_python"


class NotRendered(Exception):
    """Raised if a chart cannot be rendered; the text is what the engine says."""


class Engine(Protocol):
    """Something that renders charts."""

    name: str
    found_at: str
    """Which one it is, for people."""

    def render(self, folder: str, release: Release) -> str:
        """The text that the chart in a folder renders to, with Helm's ``# Source:`` lines. Raises NotRendered."""
        ...


def find_engine() -> Engine | None:
    """The ``helm`` command, else the Python package with Helm's engine; None without either."""
    path = shutil.which("helm")
    if path is not None:
        return HelmCommand(path)
    from importlib.util import find_spec

    return None if find_spec(_PYTHON_ENGINE) is None else HelmPackage()


class HelmCommand:
    """``helm template``."""

    name = "helm template"

    def __init__(self, path: str) -> None:
        self.path = path
        self.found_at = f"{path} template"

    def render(self, folder: str, release: Release) -> str:
        """See Engine."""
        command = [self.path, "template"]
        command += ["--namespace", release.namespace] if release.namespace else []
        command += ["--kube-version", release.kubernetes] if release.kubernetes else []
        for file in release.values:
            # Helm reads a line of comma-separated values, and takes what looks like an address for one.
            quoted = os.path.abspath(file.path).replace('"', '""')
            command += ["--values", f'"{quoted}"']
        for entry in release.sets:
            command += entry.option
        # Nothing behind the two dashes can be an option, whatever a folder or a release is called.
        command += ["--", release.name, os.path.abspath(folder)]
        return _run(command, "")


class HelmPackage:
    """Helm's engine as a Python package, in a process of its own: it cannot be interrupted otherwise."""

    name = "helm_python"
    found_at = "the Python package helm_python"

    def render(self, folder: str, release: Release) -> str:
        """See Engine. The package knows of no cluster version."""
        order = {
            "folder": folder,
            "name": release.name,
            "namespace": release.namespace or "default",
            "values": [os.path.abspath(file.path) for file in release.values],
            "sets": [entry.option for entry in release.sets],
        }
        return _run([sys.executable, "-c", _SCRIPT], json.dumps(order))


_SCRIPT = r"""
import json, re, sys
import helm_python as helm
order = json.load(sys.stdin)
def merged(base, more):
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            merged(base[key], value)
        else:
            base[key] = value
    return base
try:
    values = {}
    for path in order["values"]:
        with open(path, encoding="utf-8") as file:
            merged(values, helm.values_from_yaml(file.read()) or {})
    for option, text in order["sets"]:
        parse = helm.parse_set_string if option == "--set" else helm.parse_set_json
        merged(values, parse(text))
    chart = helm.Chart.load(order["folder"])
    rendered = chart.render(values, name=order["name"], namespace=order["namespace"])
except helm.HelmError as error:
    sys.exit(" ".join(str(error).split()))
for path in sorted(rendered):
    if not path.endswith("NOTES.txt") and rendered[path].strip():
        for part in re.split(r"(?m)^---(?=\s|$)", rendered[path]):
            if part.strip():
                print("---\n# Source: " + path + "\n" + part.strip("\n"))
"""


_RUNNING: set[subprocess.Popen[bytes]] = set()


def stop_running() -> None:
    """End all renderings at once, when the run itself is ended."""
    for process in list(_RUNNING):
        process.kill()


def _run(command: Sequence[str], given: str) -> str:
    with tempfile.TemporaryDirectory(prefix="elblint-") as home:
        # Nothing of the user's configuration, plugins and repositories, and no way out.
        helm = {f"HELM_{name}_HOME": home for name in ("CACHE", "CONFIG", "DATA")}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HELM_")}
        env = {**kept, **OFFLINE, **helm, "HELM_PLUGINS": home}
        with open(os.path.join(home, "rendered"), "w+b") as out:
            try:
                with subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.PIPE, env=env
                ) as process:
                    _RUNNING.add(process)
                    try:
                        _, complaint = process.communicate(given.encode(), timeout=TIME_LIMIT)
                    except subprocess.TimeoutExpired:
                        raise NotRendered(f"it took more than {TIME_LIMIT} seconds") from None
                    finally:
                        process.kill()
                        _RUNNING.discard(process)
            except (OSError, ValueError) as error:
                raise NotRendered(str(error)) from None
            out.seek(0)
            data = out.read(MAX_BYTES + 1)
    if process.returncode != 0:
        raise NotRendered(" ".join(complaint.decode("utf-8", "replace").split()))
    if len(data) > MAX_BYTES:
        raise NotRendered(f"it renders to more than {MAX_BYTES // 2**20} MiB")
    return data.decode("utf-8", "replace")
