"""The address of the repository stands in pyproject.toml, and what else names it follows from there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from elblint._dev.generated_files import project_of
from elblint.version import REPOSITORY, __version__
from support.pages import PAGES, read
from support.project import CHECKOUT

_PLACEHOLDER = re.compile(r"\bOWNER\b|@COMMIT\b|\bCOMMIT/")
_NAME = re.compile(r"(?:github\.com/|githubusercontent\.com/|ghcr\.io/|uses: |--repo )([\w.-]+/elblint)\b")
_VERSION = re.compile(r"(?:elblint@v|elblint/v|rev: v|elblint:|elblint==)(\d+\.\d+\.\d+)")
_ADDRESS_MAY_STAND_IN = {"pyproject.toml", "lint/elblint/version.py"}


def files_of_the_checkout() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        check=True,
    ).stdout
    return [CHECKOUT / name for name in listed.decode().split("\0") if name and (CHECKOUT / name).is_file()]


def test_the_package_has_the_version_and_the_address_of_the_project() -> None:
    assert project_of(CHECKOUT) == (__version__, REPOSITORY)


def test_no_placeholder_of_an_address_is_left() -> None:
    found = {
        str(file.relative_to(CHECKOUT).as_posix())
        for file in files_of_the_checkout()
        if file.name not in {"test_address.py", "test_docs.py"}
        and _PLACEHOLDER.search(file.read_text(encoding="utf-8", errors="replace"))
    }
    assert found == set()


def test_the_address_stands_in_one_place() -> None:
    found = {
        str(file.relative_to(CHECKOUT).as_posix())
        for file in files_of_the_checkout()
        if file.suffix in {".py", ".toml", ".yaml", ".yml"}
        and REPOSITORY in file.read_text(encoding="utf-8", errors="replace")
    }
    assert found == _ADDRESS_MAY_STAND_IN


def test_pages_and_templates_name_this_repository_and_this_version() -> None:
    texts = [read(page) for page in PAGES if page != "CHANGELOG.md"]
    texts += [(CHECKOUT / name).read_text(encoding="utf-8") for name in ("ci/gitlab.yml", "action.yml")]
    names = {name for text in texts for name in _NAME.findall(text)}
    versions = {version for text in texts for version in _VERSION.findall(text)}
    assert names == {REPOSITORY.removeprefix("https://github.com/")}
    assert versions == {__version__}
