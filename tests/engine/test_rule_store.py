"""The store of the built-in rules says what their YAML files say, and counts only where it may."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from elblint.engine import rule_store
from elblint.engine.library import Library, is_rule
from elblint.engine.retention import silent_on
from elblint.engine.rule import Rule
from elblint.engine.rule_loader import load_rules
from elblint.engine.rule_store import RuleStore, content_key, store_of, stored_files
from elblint.engine.rule_store_writer import store_content
from elblint.engine.rule_text import RuleText
from elblint.errors import RuleError
from elblint.syntax.nodes import Node, Scalar, Sequence
from support.project import CHECKOUT

RULES = str(CHECKOUT / "rules")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the rules whose store would be kept beside it."""
    monkeypatch.setattr(rule_store, "cached_file", lambda name="rules.json": str(tmp_path / name))
    yield shutil.copytree(RULES, tmp_path / "rules")
    store_of.cache_clear()


def from_store(folder: Path) -> Library:
    """The library of a run over ``folder``, after an earlier one."""
    store_of.cache_clear()
    return Library(str(folder))


def plain(node: Node) -> object:
    """All that a rule can see of a node."""
    if isinstance(node, Scalar):
        return node.text, node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return [(name, key.text, plain(value)) for name, (key, value) in node.entries.items()]


def test_stored_files_say_what_the_yaml_says(folder: Path) -> None:
    load_rules(from_store(folder))
    store = from_store(folder).store
    assert isinstance(store, RuleStore)
    assert list(store.files) == stored_files(RULES)
    for file in store.files:
        written = RuleText(os.path.join(RULES, file), without_tests=True).root
        stored = store.root(file)
        stored.entries = dict(stored.entries.items())
        assert plain(stored) == plain(written), file


def described(rule: Rule) -> list[object]:
    *fields, path, _, _, _ = rule
    assert rule.words.scope.keys() <= {"object", rule.binding, rule.partner}
    when = [str(fact) for fact in sorted(rule.when.facts)], len(rule.when.guards)
    sources = [(one.name, one.document.title, one.document.url, one.section) for one in rule.sources]
    words = [sources, rule.title, rule.message, rule.why]
    places = [(one.pointer, one.label) for one in rule.related]
    fixes = [(one.words, sorted(one.when.facts)) for one in rule.fix]
    edits = [one._replace(when=sorted(one.when.facts)) for one in rule.edits]  # type: ignore[arg-type]
    about = [rule.description(lang) for lang in ("en", "zh")]
    name, quiet = os.path.basename(path), set(silent_on(rule))
    return [*fields, about, name, rule.binding, quiet, when, words, places, fixes, edits]


def test_stored_rules_are_those_of_the_yaml(folder: Path) -> None:
    load_rules(from_store(folder))
    stored, read = from_store(folder), Library(RULES, stored=False)
    assert stored.store is not None
    for one, other in zip(load_rules(stored), load_rules(read), strict=True):
        assert described(one) == described(other)


def test_the_stored_catalogue_is_that_of_the_yaml(folder: Path) -> None:
    load_rules(from_store(folder))
    stored, read = from_store(folder), Library(RULES, stored=False)
    assert stored.store is not None
    entries, others = stored.annotation_catalogue().entries, read.annotation_catalogue().entries
    assert list(entries) == list(others)
    for name, entry in entries.items():
        assert tuple(entry) == tuple(others[name])


def test_a_store_is_made_by_the_first_run_and_serves_the_second(folder: Path) -> None:
    first = from_store(folder)
    assert first.store is None
    load_rules(first)
    assert from_store(folder).store is not None


def change_a_rule(folder: Path) -> None:
    file = next(folder.rglob("ELB101-*.yaml"))
    file.write_text(file.read_text(encoding="utf-8").replace("severity: ", "severity:  "), encoding="utf-8")


def add_a_file(folder: Path) -> None:
    (folder / "local" / "OWN101-x.yaml").write_text("", encoding="utf-8")


def remove_a_file(folder: Path) -> None:
    next(folder.rglob("ELB101-*.yaml")).unlink()


def let_others_write(folder: Path) -> None:
    (folder.parent / "rules.json").chmod(0o666)


def cut_off(folder: Path) -> None:
    stored = folder.parent / "rules.json"
    stored.write_bytes(stored.read_bytes()[:-100_000])


def empty(folder: Path) -> None:
    (folder.parent / "rules.json").write_bytes(b"")


def something_else(folder: Path) -> None:
    (folder.parent / "rules.json").write_bytes(b"[]")


@pytest.mark.parametrize(
    "change",
    [change_a_rule, add_a_file, remove_a_file, let_others_write, cut_off, empty, something_else],
    ids=lambda change: change.__name__,
)
def test_a_store_does_not_count_after(change: Callable[[Path], None], folder: Path) -> None:
    load_rules(from_store(folder))
    change(folder)
    assert from_store(folder).store is None


def age(folder: Path) -> None:
    """Let all files be from a time at which nothing else happened."""
    for file in folder.rglob("*.yaml"):
        os.utime(file, (1, 1))


def keys_made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []

    def made_key(folder: str) -> str:
        made.append(folder)
        return content_key(folder)

    monkeypatch.setattr(rule_store, "content_key", made_key)
    return made


def test_the_content_is_looked_at_where_times_are_in_doubt(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However busy the machine is, the copy was made a moment ago.
    monkeypatch.setattr(rule_store, "_MOMENT", 10**18)
    load_rules(from_store(folder))
    made = keys_made(monkeypatch)
    assert from_store(folder).store is not None
    assert len(made) == 1
    monkeypatch.setattr(rule_store, "_MOMENT", 0)
    assert from_store(folder).store is not None
    assert len(made) == 2
    assert from_store(folder).store is not None
    assert len(made) == 2
    age(folder)
    assert from_store(folder).store is not None
    assert len(made) == 3


def test_a_change_is_seen_whose_times_are_those_of_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    age(folder)
    monkeypatch.setattr(rule_store, "_MOMENT", 0)
    load_rules(from_store(folder))
    assert from_store(folder).store is not None
    file = next(folder.rglob("ELB102-*.yaml"))
    file.write_text(
        file.read_text(encoding="utf-8").replace("severity: warning", "severity: nothing"), encoding="utf-8"
    )
    age(folder)
    assert from_store(folder).store is None


def test_the_store_of_a_wheel_counts_by_its_content(folder: Path) -> None:
    (folder / rule_store.BUILT).write_bytes(rule_store.as_file(store_content(RULES)))
    assert from_store(folder).store is not None
    change_a_rule(folder)
    (folder.parent / "rules.json").unlink()
    assert from_store(folder).store is None


def test_a_changed_rule_counts_at_once(folder: Path) -> None:
    load_rules(from_store(folder))
    file = next(folder.rglob("ELB102-*.yaml"))
    written = file.read_text(encoding="utf-8")
    file.write_text(written.replace("severity: warning", "severity: note", 1), encoding="utf-8")
    for _ in range(2):
        changed = {rule.id: rule for rule in load_rules(from_store(folder))}["ELB102"]
        assert changed.severity == "note"
    assert from_store(folder).store is not None


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("local/ELB102-*.yaml", "  service.on-cce:", "  service.on-cc:", ":12:3: 'service.on-cc' is not known here; "),
        ("local/ELB102-*.yaml", "severity: warning", "severity: warnin", ":4:11: 'warnin' is not known here; "),
        ("reachability.yaml", "callers: [node-without", "callers: [nodes-without", ":41:15: 'nodes-without-"),
    ],
)  # fmt: skip
def test_mistakes_are_reported_with_their_place_and_nothing_is_stored(
    file: str, old: str, new: str, complaint: str, folder: Path
) -> None:
    load_rules(from_store(folder))
    (found,) = folder.glob(file)
    found.write_text(found.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    before = (folder.parent / "rules.json").read_bytes()
    with pytest.raises(RuleError) as error:
        _ = load_rules(from_store(folder)), from_store(folder).table
    assert str(error.value).startswith(f"{found}{complaint}")
    assert (folder.parent / "rules.json").read_bytes() == before


def test_only_its_owner_can_write_the_store(folder: Path) -> None:
    before = os.umask(0)
    try:
        load_rules(from_store(folder))
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder.parent / "rules.json").stat().st_mode) == 0o644


def test_without_byte_code_there_is_no_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rule_store.cached_file() == ""


def test_the_store_can_be_made_with_what_a_build_has() -> None:
    """That is ruamel.yaml, maybe without its C part."""
    code = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(['_ruamel_yaml', 'regex', 'jsonschema', 'typer', 'sarif_om']))\n"
        "from elblint.engine.rule_store_writer import store_content\n"
        "sys.stdout.buffer.write(store_content(sys.argv[1]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, RULES],
        capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(CHECKOUT / "lint")},
    )  # fmt: skip
    assert done.stdout == store_content(RULES), done.stderr


def test_every_file_is_stored_but_the_schemas() -> None:
    files = {os.path.relpath(path, RULES) for path in Path(RULES).rglob("*.yaml")}
    assert set(stored_files(RULES)) == files
    assert sum(map(is_rule, files)) == len(load_rules(Library(RULES, stored=False)))


def test_the_key_is_about_names_and_content_alone(folder: Path) -> None:
    key = content_key(RULES)
    assert content_key(str(folder)) == key
    (folder / "advice.yaml").rename(folder / "advices.yaml")
    assert content_key(str(folder)) != key


def test_without_byte_code_no_store_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rule_store.can_keep_store() == bool(rule_store.cached_file())
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert not rule_store.can_keep_store()
