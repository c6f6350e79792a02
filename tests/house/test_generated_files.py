"""Generated files are those that ``python -m elblint._dev`` writes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from elblint._dev.generated_files import DOCS, generated_files
from elblint.cli.commands import COMMANDS
from elblint.engine.rule import Rule
from support.project import CHECKOUT

FILES = generated_files(CHECKOUT)


@pytest.mark.parametrize("path", FILES)
def test_every_generated_file_is_up_to_date(path: str) -> None:
    file = CHECKOUT / path
    assert file.is_file(), "write it with: python -m elblint._dev"
    assert file.read_text(encoding="utf-8") == FILES[path], "renew it with: python -m elblint._dev"


def test_no_page_is_left_of_a_rule_that_is_gone(rules: list[Rule]) -> None:
    for docs in DOCS.values():
        assert {file.stem for file in (CHECKOUT / docs / "rules").glob("ELB*.md")} == {
            rule.id for rule in rules
        }


@pytest.mark.parametrize("docs", DOCS.values())
def test_no_page_is_left_of_an_annotation_that_is_gone(docs: str) -> None:
    folder = CHECKOUT / docs / "annotations"
    assert {f"{docs}/annotations/{file.name}" for file in folder.glob("*.md")} == {
        path for path in FILES if path.startswith(f"{docs}/annotations/")
    }


def test_the_command_refuses_other_folders(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "elblint._dev", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "no checkout of elblint" in done.stderr


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_the_manual_page_is_understood() -> None:
    command = ["groff", "-man", "-Tutf8", "-ww", str(CHECKOUT / "docs/elblint.1")]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_manual_page_has_every_command_and_option() -> None:
    page = FILES["docs/elblint.1"].replace("\\-", "-")
    assert all(f".SS elblint {name} " in page for name in {"check", *COMMANDS})
    assert all(f"--{name}\\fR" in page for name in ("cluster", "select", "set", "limit", "choose", "compare"))
