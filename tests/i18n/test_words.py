"""Each language has all words, and none that nothing uses."""

from __future__ import annotations

import ast
import re

import pytest
from typer.main import get_command

from elblint.cli.app import app
from elblint.i18n.chinese import WORDS as CHINESE
from elblint.i18n.english import WORDS as ENGLISH
from elblint.i18n.localized import localized
from elblint.i18n.words import count, translated, word
from elblint.model.facts import FACTS
from elblint.model.pointers import POINTERS
from support.project import CHECKOUT


def test_languages_have_the_same_words() -> None:
    declared = re.compile(r"(command|summary|option|fact|hint|values|pointer)\.")
    assert {name for name in CHINESE if not declared.match(name)} == set(ENGLISH)


def test_languages_put_in_the_same_values() -> None:
    def values(text: str) -> set[str]:
        # An article stands before an English noun alone.
        return set(re.findall(r"\{(\w+)\}", text)) - {"article"}

    assert not [name for name, text in ENGLISH.items() if values(text) != values(CHINESE[name])]


def test_each_fact_has_a_chinese_text() -> None:
    hints = {f"hint.{fact.name}" for fact in FACTS.values() if fact.hint}
    assert {f"fact.{name}" for name in FACTS} | hints == names_of("fact", "hint")


def test_each_kind_of_value_has_a_chinese_text() -> None:
    kinds = {fact.values.removesuffix(", or null") for fact in FACTS.values()}
    assert {f"values.{kind}" for kind in kinds if "|" not in kind} == names_of("values")


def test_each_name_for_a_field_has_a_chinese_text() -> None:
    expected = {f"pointer.{name}" for name in POINTERS}
    for name, finders in POINTERS.items():
        first = next(iter(finders.values()))
        expected |= {f"pointer.{name}.{kind}" for kind, find in finders.items() if find is not first}
    assert expected == names_of("pointer")


def test_each_command_and_option_has_a_chinese_text() -> None:
    program = get_command(app)
    commands = getattr(program, "commands", {})
    assert names_of("command") == {"command.elblint", *(f"command.{name}" for name in commands)}
    assert names_of("summary") == {f"summary.{name}" for name in commands}
    used = set()
    english: dict[str, set[str]] = {}
    for name, command in {"elblint": program, **commands}.items():
        for option in command.params:
            if not getattr(option, "help", None):
                continue
            field = option.name.replace("_", "-")
            own = f"option.{name}.{field}"
            used.add(own if own in CHINESE else f"option.{field}")
            english.setdefault(own if own in CHINESE else f"option.{field}", set()).add(option.help)
    assert used == names_of("option")
    # One Chinese text stands for one English text.
    assert {name: texts for name, texts in english.items() if len(texts) > 1} == {}


def test_each_word_is_used() -> None:
    texts, patterns = texts_of_the_code()
    # Words of generated pages are asked for without what they have in front.
    rest = [name for name in ENGLISH if name not in texts and name.removeprefix("page-") not in texts]
    assert not [name for name in rest if not any(pattern.fullmatch(name) for pattern in patterns)]


def test_a_name_that_no_table_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        word("no-such-word", "en")


def test_numbers_of_things() -> None:
    assert count(1, "error", "en") == "1 error"
    assert count(2, "Service", "en") == "2 Services"
    assert count(2, "Ingress", "en") == "2 Ingresses"
    assert count(2, "error", "zh") == "2 个错误"
    assert count(2, "Service", "zh") == "2 个 Service"


def test_what_is_declared_in_english_is_translated() -> None:
    assert translated("fact.cluster.version", "The cluster's version.", "en") == "The cluster's version."
    assert translated("fact.cluster.version", "The cluster's version.", "zh") == "集群版本"
    assert translated("fact.no-such-fact", "", "zh") == ""


def test_a_value_of_a_fact_is_there_in_each_language() -> None:
    kind = localized("explain-integer", low=1, high=9)
    assert kind.words("en") == "a whole number from 1 to 9"
    assert kind.words("zh") == "1 至 9 的整数"


def names_of(*kinds: str) -> set[str]:
    return {name for name in CHINESE if name.split(".")[0] in kinds}


def texts_of_the_code() -> tuple[set[str], list[re.Pattern[str]]]:
    """Return the strings in the code, and patterns for its f-strings: what one puts in may be anything."""
    texts: set[str] = set()
    patterns: set[str] = set()
    for path in (CHECKOUT / "lint" / "elblint").rglob("*.py"):
        if path.parent.name == "i18n":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                patterns.add("".join(map(pattern_of, node.values)))
    return texts, [re.compile(pattern) for pattern in patterns if pattern.strip(".+")]


def pattern_of(part: ast.expr) -> str:
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
