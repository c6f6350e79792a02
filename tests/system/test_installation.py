"""The place that an installation came from, and the advice that follows from it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from types import SimpleNamespace

import pytest

from elblint.system import installation
from elblint.system.installation import as_installed, how_to_add, origin
from elblint.version import REPOSITORY, __version__

COMMIT = "4f2c1e" + "0" * 34
Install = Callable[..., None]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Install]:
    """Pretend that elblint was installed: what the installer wrote, the package's address, a file of the tool."""

    def installed(written: object = None, repository: str = "", tool: str = "") -> None:
        metadata = Message()
        metadata["Project-URL"] = "Documentation, https://docs.shop.cn"
        if repository:
            metadata["Project-URL"] = f"Repository, {repository}"
        text = written if isinstance(written, str) or written is None else json.dumps(written)
        fake = SimpleNamespace(metadata=metadata, read_text=lambda name: text)
        monkeypatch.setattr(installation, "_distribution", lambda: fake)
        monkeypatch.setattr(sys, "prefix", str(tmp_path))
        monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
        monkeypatch.delenv("VIRTUAL_ENV", raising=False)
        if tool:
            (tmp_path / tool).write_text("{}")
        origin.cache_clear()
        installation._direct_url.cache_clear()

    monkeypatch.chdir(tmp_path)
    yield installed
    monkeypatch.undo()
    origin.cache_clear()
    installation._direct_url.cache_clear()


def from_git(url: str, commit: str = COMMIT) -> dict[str, object]:
    return {"url": url, "vcs_info": {"vcs": "git", "commit_id": commit, "requested_revision": "main"}}


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://github.com/shop/elblint.git", "https://github.com/shop/elblint"),
        ("https://github.com/shop/elblint/", "https://github.com/shop/elblint"),
        (
            "https://ci:s3cret@gitlab.shop.cn/infra/elblint?token=s3cret",
            "https://gitlab.shop.cn/infra/elblint",
        ),
        ("ssh://git@gitlab.shop.cn/infra/elblint.git", "ssh://git@gitlab.shop.cn/infra/elblint"),
        ("https://[broken/elblint", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_an_installation_from_git_knows_address_and_commit(install: Install, url: str, address: str) -> None:
    install(from_git(url), "https://github.com/others/elblint")
    assert origin() == (address, COMMIT)


def test_a_release_from_an_index_knows_the_address_of_its_package(install: Install) -> None:
    install(None, "https://github.com/shop/elblint")
    assert origin() == ("https://github.com/shop/elblint", f"v{__version__}")


def test_of_a_folder_no_revision_is_known(install: Install) -> None:
    install({"url": "file:///src/elblint", "dir_info": {"editable": True}}, "https://github.com/shop/elblint")
    assert origin() == ("https://github.com/shop/elblint", "")


@pytest.mark.parametrize("written", ["not JSON", "[]", "{}", json.dumps({"vcs_info": 1})])
def test_what_an_installer_wrote_wrongly_is_passed_over(install: Install, written: str) -> None:
    install(written)
    assert origin().address == REPOSITORY


def test_without_a_distribution_the_address_is_that_of_the_source(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install()
    monkeypatch.setattr(installation, "_distribution", lambda: None)
    assert origin() == (REPOSITORY, "")


def test_raw_addresses_are_known_of_github_alone(install: Install) -> None:
    install(from_git("https://github.com/shop/elblint"))
    assert origin().raw("a/b.json") == f"https://raw.githubusercontent.com/shop/elblint/{COMMIT}/a/b.json"
    install(from_git("https://gitlab.shop.cn/shop/elblint"))
    assert origin().raw("a/b.json") == ""
    install(from_git("https://github.com/shop/elblint", commit="main; rm -rf"))
    assert origin().raw("a/b.json") == ""


@pytest.mark.skipif(os.name == "nt", reason="quotes as POSIX shells do")
@pytest.mark.parametrize(
    ("written", "tool", "command"),
    [
        (None, "pipx_metadata.json", "pipx install --force 'elblint[helm]'"),
        (None, "uv-receipt.toml", "uv tool install --force 'elblint[helm]'"),
        (None, "", "bin/python -m pip install 'elblint[helm]'"),
        (
            from_git("https://github.com/shop/elblint"),
            "pipx_metadata.json",
            f"pipx install --force 'elblint[helm] @ git+https://github.com/shop/elblint@{COMMIT}'",
        ),
        (
            {"url": "file:///src/my%20elblint", "dir_info": {"editable": True}},
            "",
            "bin/python -m pip install -e '/src/my elblint[helm]'",
        ),
        (
            {"url": "https://files.shop.cn/elblint-0.1.0-py3-none-any.whl", "archive_info": {}},
            "",
            "bin/python -m pip install 'elblint[helm] @ https://files.shop.cn/elblint-0.1.0-py3-none-any.whl'",
        ),
    ],
)
def test_an_extra_is_added_by_the_tool_that_installed(
    install: Install, written: object, tool: str, command: str
) -> None:
    install(written, tool=tool)
    assert how_to_add("helm") == command
    assert as_installed("Or so: pip install 'elblint[helm]'") == f"Or so: {command}"


def test_in_an_active_environment_pip_is_enough(
    install: Install, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install()
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path))
    assert how_to_add("helm").startswith("pip install ")
