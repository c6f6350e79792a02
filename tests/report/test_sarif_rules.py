"""The descriptors that are kept are those that would be made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from elblint.config.settings import Config
from elblint.engine import rule_store
from elblint.engine.library import Library
from elblint.engine.rule_loader import load_rules
from elblint.engine.rule_store import store_of
from elblint.inputs.summary import Summary
from elblint.model.context import LintContext
from elblint.report.sarif_rules import descriptors
from elblint.system.package_data import built_in_rules
from elblint.triage.result import Result
from elblint.triage.selection import choose_rules


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of its own for what is kept."""
    monkeypatch.setattr(rule_store, "cached_file", lambda name="rules.json": str(tmp_path / name))
    store_of.cache_clear()
    yield tmp_path
    store_of.cache_clear()


def described(lang: str, config: Config, *, stored: bool = True) -> str:
    library = Library(built_in_rules(), stored=stored)
    rules = choose_rules(load_rules(library), config)
    return descriptors(Result([], Summary(), rules, library, LintContext([]), lang))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "config",
    [Config(), Config(severity=(("ELB101", "note"), ("ELB2", "error"))), Config(ignore=("ELB1",))],
    ids=["all", "of another severity", "some"],
)
def test_what_is_kept_is_what_would_be_made(lang: str, config: Config, folder: Path) -> None:
    made = described(lang, config, stored=False)
    assert len(json.loads(f"[{made}]")) > 50
    for _ in range(3):
        assert described(lang, config) == made
    assert [path.name for path in folder.glob("sarif-*")] == [f"sarif-{lang}.txt"]


def cut_off(kept: Path) -> None:
    kept.write_bytes(kept.read_bytes()[:-1000])


def of_another_version(kept: Path) -> None:
    text = rule_store.kept_text(kept.name, "", "")
    assert text is None
    rule_store.keep_text(kept.name, "0" * 40, "ELB101 error {}")


def let_others_write(kept: Path) -> None:
    kept.chmod(0o666)


@pytest.mark.parametrize(
    "change", [cut_off, of_another_version, let_others_write], ids=lambda change: change.__name__
)
def test_what_was_kept_does_not_count_after(change: object, folder: Path) -> None:
    assert callable(change)
    made = described("en", Config(), stored=False)
    for _ in range(2):
        described("en", Config())
    kept = folder / "sarif-en.txt"
    written = kept.read_bytes()
    change(kept)
    assert described("en", Config()) == made
    assert kept.read_bytes() == written
