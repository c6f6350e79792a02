"""Fixtures of several test files: a temporary project, elblint as a function, and golden files."""

from __future__ import annotations

import io
import os
import sys
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from elblint.config.chart_release import ReleaseOptions
from elblint.engine.finding import Finding
from elblint.engine.library import Library
from elblint.engine.rule import Rule
from elblint.engine.rule_loader import built_in_rules, load_rules

CHECKOUT = Path(__file__).resolve().parent.parent
# A Service that ELB102 reports, at line 9, column 26.
# The same examples at every run, so that a red test means a change; ELBLINT_EXAMPLES=5000 looks for new ones.
LONG = int(os.environ.get("ELBLINT_EXAMPLES", "0"))
settings.register_profile(
    "elblint",
    deadline=None,
    derandomize=not LONG,
    max_examples=LONG or 150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("elblint")

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
# Tools that are installed beside elblint (kubectl, say) count as on the machine.
os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
CORPUS = CHECKOUT.parent / "shared" / "corpus"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--refresh", action="store_true", help="write golden and generated files instead of comparing"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a file of the checkout; with ``--refresh``, write the file."""

    def compare(path: Path, content: str) -> None:
        if request.config.getoption("--refresh"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        assert path.is_file(), f"{path} is missing; make it with: pytest --refresh"
        assert content == path.read_text(encoding="utf-8"), (
            f"{path} is stale; renew it with: pytest --refresh"
        )

    return compare


@pytest.fixture(scope="session")
def library() -> Library:
    return Library(built_in_rules())


@pytest.fixture(scope="session")
def rules(library: Library) -> list[Rule]:
    return load_rules(library)


@dataclass
class Outcome:
    """The outcome of one call of elblint."""

    exit_code: int
    stdout: str
    stderr: str


class _Stream(io.TextIOWrapper):
    """A text stream over bytes, as standard output is."""

    def __init__(self, content: bytes = b"") -> None:
        super().__init__(io.BytesIO(content), encoding="utf-8", newline="")

    def content(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode("utf-8")


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

    def run(self, *arguments: str, stdin: str | bytes = b"") -> Outcome:
        """Call elblint as the console script would."""
        from elblint.cli import main

        out, err = _Stream(), _Stream()
        given = _Stream(stdin.encode() if isinstance(stdin, str) else stdin)
        with self.monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["elblint", *arguments])
            patch.setattr(sys, "stdout", out)
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
        """The findings of a run over the folder, or over paths, with cluster facts and a chart's release."""
        from elblint.config.loader import load_config
        from elblint.config.settings import Config, find_config
        from elblint.inputs.loader import Request
        from elblint.model.cluster import Cluster
        from elblint.run import config_schema, lint

        file = find_config(["."])
        config = load_config(file, config_schema()) if file else Config()
        told = Cluster.from_words(",".join(facts))
        request = Request(list(paths), release=release or ReleaseOptions())
        return lint(request, config.with_cluster_facts(told), "en").findings


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    before = Path.cwd()
    yield Project(tmp_path, monkeypatch)
    os.chdir(before)


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the corpus of public files is not on this machine")
    return CORPUS
