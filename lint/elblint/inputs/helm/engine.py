"""Helm's template engine, whichever way it is on the machine, in a child process that reaches nothing else."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

from elblint.config.chart_release import Release
from elblint.inputs.build_cache import identity_of
from elblint.inputs.helm.rendered_documents import SEPARATOR
from elblint.inputs.helm.snapshot import values_files
from elblint.system.child import BUILDERS_SETTINGS, ChildError, find_program, run_child
from elblint.system.scratch import Scratch
from elblint.system.type_names import Protocol
from elblint.text.reader import MAX_BYTES

TIME_LIMIT = 60
"""Seconds that one rendering may take."""
_PYTHON_ENGINE = "helm_python"


class NotRendered(Exception):
    """Raised if a chart cannot be rendered; the text is what the engine says, or what elblint does (``is_own``)."""

    def __init__(self, message: str, *, is_own: bool = False) -> None:
        super().__init__(message)
        self.is_own = is_own


class Engine(Protocol):
    """Something that renders charts."""

    name: str
    found_at: str
    """The engine's path or package, for messages."""

    def render(self, folder: str, release: Release) -> str:
        """Return the text that a chart renders to, with Helm's ``# Source:`` lines.

        ``folder`` holds the chart's files and no links out of it. Raises NotRendered.
        """
        ...

    def identity(self) -> bytes:
        """Return what tells this engine and its version from others."""
        ...

    def keeping_nothing(self) -> Engine:
        """Return the same engine for charts with Secrets: nothing that it renders is kept."""
        ...


def find_engine() -> Engine | None:
    """Return the ``helm`` command, else the Python package with Helm's engine; None without either."""
    path = find_program("helm")
    if path is not None:
        return HelmCommand(path)
    package = _package_folder()
    return None if package is None else HelmPackage(package)


def _package_folder() -> str | None:
    """Return the folder that the Python package with Helm's engine is installed in, or None."""
    from importlib.util import find_spec

    found = find_spec(_PYTHON_ENGINE)
    if found is None or not found.origin:
        return None
    return os.path.dirname(os.path.dirname(os.path.abspath(found.origin)))


class HelmCommand:
    """``helm template``."""

    name = "helm template"

    def __init__(self, path: str) -> None:
        self.path = path
        self.found_at = f"{path} template"

    def render(self, folder: str, release: Release) -> str:
        """Return the text that Helm renders a chart to. Raises NotRendered."""
        with Scratch() as home, Scratch() as given:
            command = [self.path, "template"]
            command += ["--namespace", release.namespace] if release.namespace else []
            command += ["--kube-version", release.kubernetes] if release.kubernetes else []
            for path in values_files(given.path, release.values):
                # Helm reads a line of comma-separated values.
                command += ["--values", f'"{path}"']
            for entry in release.sets:
                command += entry.option
            # Nothing behind the two dashes can be an option, whatever a folder or a release is called.
            command += ["--", release.name, os.path.abspath(folder)]
            return _run(command, home.path, "")

    def identity(self) -> bytes:
        """Return path, size and time of the program."""
        return identity_of(self.path)

    def keeping_nothing(self) -> Engine:
        """Return the engine itself: it keeps nothing."""
        return self


class HelmPackage:
    """Helm's engine as a Python package, in a process of its own: it cannot be interrupted otherwise."""

    name = "helm_python"
    found_at = "helm_python (Python)"

    def __init__(self, package: str) -> None:
        """Take the folder that the package is installed in."""
        self.package = package

    def render(self, folder: str, release: Release) -> str:
        """Return the text that the package renders a chart to; it knows of no cluster version. Raises NotRendered."""
        with Scratch() as home, Scratch() as given:
            order = {
                "package": self.package,
                "folder": os.path.abspath(folder),
                "name": release.name,
                "namespace": release.namespace or "default",
                "values": values_files(given.path, release.values),
                "sets": [entry.option for entry in release.sets],
                "separator": SEPARATOR,
            }
            # Isolated: neither the folder that it works in nor a variable can name a module to import.
            # In UTF-8: what is handed over and comes back, and the names of files, depend on no locale.
            return _run([sys.executable, "-I", "-X", "utf8", "-c", _SCRIPT], home.path, json.dumps(order))

    def identity(self) -> bytes:
        """Return paths, sizes and times of the package's files."""
        folder = os.path.join(self.package, _PYTHON_ENGINE)
        files = sorted(os.path.join(inner, name) for inner, _, names in os.walk(folder) for name in names)
        parts = [identity_of(file) for file in files if not file.endswith(".pyc")]
        return b"\n".join([_SCRIPT.encode(), SEPARATOR.encode(), *parts])

    def keeping_nothing(self) -> Engine:
        """Return the engine itself: it keeps nothing."""
        return self


_SCRIPT = r"""
import json, re, sys
order = json.load(sys.stdin)
if order["package"] not in sys.path:
    sys.path.append(order["package"])
import helm_python as helm
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
    sys.exit(" ".join(str(error).split()).encode("utf-8", "backslashreplace").decode())
sys.stdout.reconfigure(errors="surrogatepass", newline="\n")
for path in sorted(rendered):
    if not path.endswith("NOTES.txt") and rendered[path].strip():
        for part in re.split(order["separator"], rendered[path].strip()):
            if part.strip():
                print("---\n# Source: " + path + "\n" + part.strip("\n"))
"""


def _run(command: Sequence[str], home: str, given: str) -> str:
    helm = {f"HELM_{name}_HOME": home for name in ("CACHE", "CONFIG", "DATA")}
    try:
        done = run_child(
            command,
            home,
            given=given.encode("utf-8", "surrogatepass"),
            seconds=TIME_LIMIT,
            most=MAX_BYTES,
            more={**helm, **BUILDERS_SETTINGS, "HELM_PLUGINS": home},
        )
    except ChildError as diagnostic:
        raise NotRendered(str(diagnostic), is_own=True) from None
    if done.code != 0:
        message = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise NotRendered(message or f"the engine ended with code {done.code}")
    return done.written.decode("utf-8", "replace")
