"""A temporary project in which elblint is called as a function, and the paths of the checkout."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from elblint.config.chart_release import ReleaseOptions
from elblint.config.loader import load_config
from elblint.config.settings import Config, find_config
from elblint.engine.finding import Finding
from elblint.inputs.request import Request
from elblint.model.cluster import Cluster
from elblint.run import config_schema, lint

CHECKOUT = Path(__file__).resolve().parents[2]
CORPUS = CHECKOUT.parent / "shared" / "corpus"
LOCAL = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: {kubernetes.io/elb.class: performance,
    kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
"""
"""A Service that ELB102 reports, at line 9, column 26."""


@dataclass
class Outcome:
    """The outcome of one call of elblint."""

    exit_code: int
    stdout: str
    stderr: str


class _Stream(io.TextIOWrapper):
    """A text stream over bytes, as standard output is."""

    def __init__(self, content: bytes = b"", encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(content), encoding=encoding, newline="")

    def content(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode(self.encoding, "surrogateescape")


class Project:
    """A folder with files, in which elblint is called in this process."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.monkeypatch = monkeypatch
        monkeypatch.chdir(folder)
        for variable in ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(variable, raising=False)

    def write(self, path: str, content: str | bytes) -> Path:
        """Make a file, and its folders."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def run(self, *arguments: str, stdin: str | bytes = b"", encoding: str = "utf-8") -> Outcome:
        """Call elblint as the console script would, at a terminal with an encoding."""
        from elblint.cli import main

        out, err = _Stream(encoding=encoding), _Stream(encoding=encoding)
        given = _Stream(stdin.encode() if isinstance(stdin, str) else stdin)
        with self.monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["elblint", *arguments])
            patch.setattr(sys, "stdout", out)
            err.reconfigure(errors="backslashreplace")
            patch.setattr(sys, "stderr", err)
            patch.setattr(sys, "stdin", given)
            try:
                main()
                code = 0
            except SystemExit as stop:
                code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        return Outcome(code, out.content(), err.content())

    def findings(
        self, *facts: str, paths: Sequence[str] = (".",), release: ReleaseOptions | None = None
    ) -> list[Finding]:
        """Lint the folder, or paths in it, with cluster facts (``proxy=ipvs``) and the options of a chart's release."""
        file = find_config(["."])
        config = load_config(file, config_schema()) if file else Config()
        chosen = config.with_cluster_facts(Cluster.from_words(",".join(facts)))
        request = Request(list(paths), release=release or ReleaseOptions())
        return lint(request, chosen, "en").findings
