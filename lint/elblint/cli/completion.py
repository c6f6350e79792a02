"""Completion in shells: the words that options and arguments take, beside what Typer offers by itself."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator

from elblint.i18n.words import choose_language
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from elblint.engine.rule import Rule

_INSTRUCTION = "_ELBLINT_COMPLETE"
_Offer = tuple[str, str]
"""A word, and a few words about it."""


def rule_ids(incomplete: str) -> list[_Offer]:
    """Offer ids of rules, for a list with commas."""
    return _in_list(incomplete, _rules(lambda rule: [rule.id]))


def rule_words(incomplete: str) -> list[_Offer]:
    """Offer ids and names of rules."""
    return _fitting(incomplete, _rules(lambda rule: [rule.id, rule.name]))


def explained(incomplete: str) -> list[_Offer]:
    """Offer all that can be explained by a single word: rules, annotations with and without their prefix, causes."""
    from elblint.engine.library import Library
    from elblint.engine.rule_loader import load_rules
    from elblint.system.package_data import built_in_rules

    library = Library(built_in_rules())
    offers = list(_rules(lambda rule: [rule.id, rule.name]))
    offers += [(cause, "") for cause in dict.fromkeys(rule.cause for rule in load_rules(library)) if cause]
    names = list(library.annotation_catalogue().entries)
    offers += [(name.removeprefix("kubernetes.io/"), "") for name in names]
    return _fitting(incomplete, offers + [(name, "") for name in names])


def choices(incomplete: str) -> list[_Offer]:
    """Offer the numbers of fixes, such as ``ELB102=2``, of rules that leave the choice to somebody."""

    def numbered(rule: Rule) -> list[str]:
        is_offered = any(edit.choice for edit in rule.edits)
        return [f"{rule.id}={number + 1}" for number in range(len(rule.fix) if is_offered else 0)]

    return _fitting(incomplete, _rules(numbered))


def subjects(incomplete: str) -> list[_Offer]:
    """Offer the kinds that rules are about."""
    return _fitting(incomplete, _rules(lambda rule: rule.subjects, titled=False))


def severities(incomplete: str) -> list[_Offer]:
    """Offer the severities."""
    from elblint.engine.finding import SEVERITIES

    return _fitting(incomplete, [(severity, "") for severity in SEVERITIES])


def limit_words(incomplete: str) -> list[_Offer]:
    """Offer the limits by name, with an equals sign."""
    from elblint.text.limits import limit_names

    return _fitting(incomplete, [(f"{name}=", "") for name in limit_names()])


def cluster_words(incomplete: str) -> list[_Offer]:
    """Offer values of cluster facts, for a list with commas: none of a fact that is given already."""
    from elblint.model.cluster import VALUES

    given = set(incomplete.split(",")[:-1])
    open_facts = {fact: values for fact, values in VALUES.items() if not given & set(values)}
    return _in_list(incomplete, [(value, fact) for fact, values in open_facts.items() for value in values])


def compared_words(incomplete: str) -> list[_Offer]:
    """Offer facts with their values, for a list with commas, such as ``proxy=iptables,category=turbo``."""
    from elblint.model.cluster import VALUES

    given = {part.partition("=")[0] for part in incomplete.split(",")[:-1]}
    offers = [
        (f"{fact}={value}", "") for fact, values in VALUES.items() for value in values if fact not in given
    ]
    return _in_list(incomplete, [*offers, *([("version=", "")] if "version" not in given else [])])


def values_of(fact: str) -> Callable[[str], list[_Offer]]:
    """Return what offers the values of one fact of clusters."""

    def offered(incomplete: str) -> list[_Offer]:
        from elblint.model.cluster import VALUES

        return _fitting(incomplete, [(value, "") for value in VALUES[fact]])

    return offered


def _rules(words: Callable[..., Iterable[str]], *, titled: bool = True) -> Iterator[_Offer]:
    """Yield words for each built-in rule, with its title."""
    from elblint.engine.library import Library
    from elblint.engine.rule_loader import load_rules
    from elblint.engine.rule_words import without_values
    from elblint.system.package_data import built_in_rules

    lang = choose_language(None)
    for rule in load_rules(Library(built_in_rules())):
        title = without_values(rule.title[lang], lang) if titled else ""
        yield from ((word, title) for word in words(rule))


def _fitting(incomplete: str, offers: Iterable[_Offer]) -> list[_Offer]:
    """Return the offers that begin as somebody began to type, each word once."""
    found: dict[str, str] = {}
    for word, about in offers:
        if word.startswith(incomplete):
            found.setdefault(word, about)
    return list(found.items())


def _in_list(incomplete: str, offers: Iterable[_Offer]) -> list[_Offer]:
    """Return offers for the last part of a list with commas, behind the parts before it."""
    before, comma, last = incomplete.rpartition(",")
    given = set(before.split(","))
    fitting = [offer for offer in _fitting(last, offers) if offer[0] not in given]
    return [(f"{before}{comma}{word}", about) for word, about in fitting]


def for_shell() -> contextlib.AbstractContextManager[None]:
    """Return what surrounds the command if a shell asks for words, and nothing else if none does."""
    asked = os.environ.get(_INSTRUCTION, "")
    if asked == "complete_bash":
        return words_for_bash()
    if asked:
        # Typer wraps what is said of a word, and shells take each line for a word.
        os.environ["COLUMNS"] = "1000"
    return contextlib.nullcontext()


@contextlib.contextmanager
def words_for_bash() -> Iterator[None]:
    """Put together what bash split at ``=``, and of the words that are offered print what is behind the last ``=``.

    To bash an equals sign is a word of its own, and what is offered replaces the piece that was begun.
    """
    given = os.environ.get("COMP_WORDS", "")
    pieces = given.split("\n" if "\n" in given else " ")
    number = os.environ.get("COMP_CWORD", "")
    last = min(int(number), len(pieces)) if number.isdecimal() else 0
    pieces = (pieces + [""] * (last + 1 - len(pieces)))[: last + 1]
    words: list[str] = []
    is_joined = False
    for piece in pieces:
        if words and (is_joined or piece == "="):
            words[-1] += piece
            is_joined = piece == "="
        else:
            words.append(piece)
    os.environ["COMP_WORDS"] = " ".join(words)
    os.environ["COMP_CWORD"] = str(len(words) - 1)
    # Of an option with an equals sign, Typer offers values without the option.
    begun = words[-1].partition("=")[2] if words[-1].startswith("-") else words[-1]
    count = len(begun.rpartition("=")[0]) + 1 if "=" in begun else 0
    written = io.StringIO()
    try:
        with contextlib.redirect_stdout(written):
            yield
    finally:
        sys.stdout.write("".join(f"{line[count:]}\n" for line in written.getvalue().splitlines()))
