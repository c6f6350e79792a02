"""The edits that a finding offers: which text stands where, and what that does in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from elblint.engine.condition import Env
from elblint.engine.finding import Edit
from elblint.engine.pointed_fields import field_of, location_of
from elblint.engine.rule import Rule
from elblint.engine.rule_words import EditRule, Pointer, fill, filled
from elblint.i18n.words import word
from elblint.model.addresses.references import AddressReference
from elblint.model.entry_removal import removal
from elblint.model.part import owner_of
from elblint.model.subject import Subject
from elblint.syntax.nodes import Scalar, at_path
from elblint.system.type_names import TypeAlias
from elblint.text.printable import Printable, brief, printable_lines
from elblint.text.source import Location

_LONGEST_ANCHOR = 300
_LONGEST_SHOWN = 80
_Replacements: TypeAlias = "tuple[tuple[Location, str], ...]"


class EditBuilder:
    """Makes edits, with words in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def edits(self, rule: Rule, env: Env, lookup: dict[str, Printable]) -> Iterator[Edit]:
        """Yield the edits of a rule that can be made in the objects of a verdict."""
        for edit in rule.edits:
            if edit.when.test(env) is not True:
                continue
            made = self._made(rule, edit, env, lookup)
            if made is None:
                continue
            replacements, description = made
            # What a tool built is fixed where it came from, if that is known.
            if replacements and all(_is_own(location) for location, _ in replacements):
                choice = fill(edit.choice.get(self.lang, ""), lookup)
                number = self._number(rule, env, edit.fix)
                yield Edit(replacements, edit.safe, choice, number, printable_lines(description))

    def _made(
        self, rule: Rule, edit: EditRule, env: Env, lookup: dict[str, Printable]
    ) -> tuple[_Replacements, str] | None:
        """Return the replacements of an edit, and what it does in words; None if it cannot be made."""
        found = env.objects[edit.pointer.binding]
        field = field_of(edit.pointer, env)
        if edit.moves:
            words = word("edit-move", self.lang, field=field_of(rule.at, env), target=field)
            return found.moved(edit.pointer.path), words
        value = filled(edit.words, lookup)
        name = "edit-rename" if edit.pointer.name == "annotation-name" else "edit-set"
        words = word(name, self.lang, field=field, value=brief(value, _LONGEST_SHOWN))
        if isinstance(found, AddressReference):
            from elblint.model.addresses.remedies import edited

            replacements = edited(found, edit.pointer.name or "", value)
            return (
                None if any(_is_anchored(location) for location, _ in replacements) else (replacements, words)
            )
        location = location_of(edit.pointer, env)
        if not _can_be_replaced(location, found, edit.pointer):
            return None
        removals = [removal(owner_of(env.objects[one.binding]), one.path) for one in edit.removes]
        if None in removals:
            return None
        gone = [field_of(one, env) for one, places in zip(edit.removes, removals, strict=True) if places]
        if gone:
            words += word("edit-remove", self.lang, fields=word("comma", self.lang).join(gone))
        removed = ((place, "") for places in removals for place in places or ())
        return (_replaced(location, value), *removed), words

    @staticmethod
    def _number(rule: Rule, env: Env, fix: int) -> int:
        """Return the number that an entry of ``fixes`` has in the finding, where some are left out; 0 for none."""
        if not fix or rule.fix[fix - 1].when.test(env) is False:
            return 0
        return sum(one.when.test(env) is not False for one in rule.fix[:fix])


def _is_own(location: Location) -> bool:
    """Return whether a place is in a file that a person wrote, holds what it stands for, and may be shown."""
    is_proven = location.generated is None or (location.generated.proven and location.generated.exact)
    return is_proven and not location.source.hides(location.start, location.end)


def _can_be_replaced(location: Location, found: Subject, pointer: Pointer) -> bool:
    """Return True if a location holds a value on one line, written as it is read, and no alias of another field."""
    written = location.source.text[location.start : location.end]
    if pointer.name is None:
        value = at_path(owner_of(found).node, pointer.path)
        if not isinstance(value, Scalar) or written not in {value.text, f"'{value.text}'", f'"{value.text}"'}:
            return False
    elif pointer.name == "annotation-name" and "\\" in written:
        # A part of a path for Helm's --set, or escaped otherwise: another name cannot just stand in its place.
        return False
    return not _is_anchored(location)


def _is_anchored(location: Location) -> bool:
    """Return whether an alias elsewhere means what stands at a location."""
    before = location.source.text[max(location.start - _LONGEST_ANCHOR, 0) : location.start]
    anchor = re.search(r"&([^\s,\[\]{}]+)\s+(?:!\S*\s+)?\Z", before) if "&" in before else None
    return anchor is not None and f"*{anchor[1]}" in location.source.text


def _replaced(location: Location, text: str) -> tuple[Location, str]:
    """A text in place of another; what stands in quotes keeps them."""
    quote = location.source.text[location.start : location.start + 1]
    if quote in {"'", '"'} and not text.startswith(('"', "'")):
        text = f"{quote}{text}{quote}"
    return location, text
