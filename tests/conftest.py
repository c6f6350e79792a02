"""Fixtures of several test files: a temporary project, golden files, the built-in rules."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from elblint.engine.library import Library
from elblint.engine.rule import Rule
from elblint.engine.rule_loader import load_rules
from elblint.system.package_data import built_in_rules
from support.project import CORPUS, Project

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

# Byte code and the store of rules are kept, as on a user's machine, whatever the machine says that runs the tests: to compile
# all modules, and to read all rules from YAML, again in each run and child takes most of the time of the suite.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Tools that are installed beside elblint (kubectl, say) count as on the machine.
os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--refresh", action="store_true", help="write golden and generated files instead of comparing"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.name == "nt":
        for item in items:
            if item.get_closest_marker("unix") is not None:
                item.add_marker(pytest.mark.skip(reason="needs files, shells or signals of Unix"))


@pytest.fixture(scope="session", autouse=True)
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the key of caches out of the home of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


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
