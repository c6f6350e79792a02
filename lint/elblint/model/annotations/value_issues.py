"""Issues inside the value of an annotation, located to the character."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from elblint.i18n.localized import Localized, description_of, localized
from elblint.i18n.words import word
from elblint.model.annotations.annotation import Annotation
from elblint.model.annotations.catalogue import Entry, ValueForm
from elblint.model.annotations.json_shape import surely_fits
from elblint.model.part import Part
from elblint.model.placeholder import is_masked, is_template, is_to_be_set
from elblint.syntax.nodes import Mapping, Node, Scalar, items, python_data
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TYPE_CHECKING, Any, ClassVar
from elblint.text.diagnostics import ParseError
from elblint.text.printable import brief

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_MOST_DIGITS = 18
_MOST = 50
_LONGEST = 60
# What the keywords of JSON Schema mean for a reader.
_QUOTES = {"'", '"'}
_KINDS = {
    "enum": "not-allowed",
    "const": "not-allowed",
    "type": "wrong-type",
    "minimum": "out-of-range",
    "maximum": "out-of-range",
    "multipleOf": "out-of-range",
    "anyOf": "out-of-range",
}


class Issue(NamedTuple):
    """One thing that is wrong in a value.

    ``kind`` is not-json, quoted-json, repeated-field, unknown-field, missing-field, out-of-place, not-allowed,
    out-of-range, wrong-type or wrong-form; ``start`` and ``end`` are 0-based offsets in the value, the end exclusive.
    ``field`` is the path inside JSON, ``allowed`` what could stand there, ``nearest`` what probably was meant.
    """

    kind: str
    start: int
    end: int
    field: str = ""
    found: str = ""
    allowed: str | Localized = ""
    nearest: str = ""


class ValueIssue(Part):
    """A mistake in an annotation's value."""

    kind: ClassVar[str] = "Value"

    def __init__(self, annotation: Annotation, issue: Issue) -> None:
        super().__init__(annotation.owner)
        self.annotation_of = annotation
        self.issue = issue
        self.at_most = annotation.at_most
        self.is_lowered = annotation.is_lowered

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Of the annotation, with the field inside it."""
        cluster, kind, namespace, name = self.annotation_of.identity
        return cluster, kind, namespace, f"{name} {self.issue.field} {self.issue.found}".rstrip()

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that the annotation is known from."""
        return self.annotation_of.documents


def find_values(annotations: Iterable[Annotation]) -> list[ValueIssue]:
    """All mistakes in the values of known annotations; what a template will fill in is left alone."""
    found: list[ValueIssue] = []
    for one in annotations:
        entry, written = one.entry, one.written
        if entry is None or written is None or entry.grade == "unverified" or one.where == "labels":
            continue
        if entry.by_system or entry.deprecated:
            continue
        if one.where != "embedded" and one.manifest_kind not in entry.kinds:
            continue  # It is not read here at all.
        # Brackets and tags inside whole JSON are its own.
        if is_template(written) and not (entry.form.kind == "json" and _is_json(written)):
            continue
        active = tuple(
            number
            for number, conditional in enumerate(entry.conditional)
            if one.sibling(conditional.annotation) in conditional.values
            and (not conditional.listeners or one.has_listener(conditional.listeners))
        )
        issues = issues_in(entry, written, active)
        found.extend(ValueIssue(one, issue) for issue in issues if not is_masked(issue.found))
    return found


def _is_integer(written: str) -> bool:
    digits = written[1:] if written.startswith("-") else written
    return digits.isdecimal() and digits.isascii() and len(digits) <= _MOST_DIGITS


def _is_json(written: str) -> bool:
    from elblint.syntax.json_parser import parse_json

    try:
        return bool(parse_json(written, 0, lambda first, again: None))
    except ParseError:
        return False


@lru_cache(maxsize=4096)
def issues_in(entry: Entry, written: str, active: tuple[int, ...] = ()) -> tuple[Issue, ...]:
    """The mistakes in a value; ``active`` are the indices of the conditional schemas that hold."""
    return tuple(_issues(entry, written, active))


def _issues(entry: Entry, written: str, active: tuple[int, ...]) -> Iterator[Issue]:
    form, end = entry.form, max(len(written), 1)
    if form.kind == "one-of":
        if written not in form.allowed:
            nearest = form.synonyms.get(written.lower()) or _nearest(written, form.allowed)
            yield Issue("not-allowed", 0, end, "", written, _listed(form.allowed), nearest)
    elif form.kind == "integer":
        allowed = f"{form.low}-{form.high}"
        if not _is_integer(written):
            expected = localized("explain-integer", low=form.low, high=form.high)
            yield Issue("wrong-type", 0, end, "", written, expected)
        elif not form.low <= int(written) <= form.high:
            yield Issue("out-of-range", 0, end, "", written, allowed)
    elif form.kind == "matches":
        if not is_to_be_set(written) and re.fullmatch(form.pattern, written) is None:
            yield Issue("wrong-form", 0, end, "", written, Localized(**form.description))
    elif form.kind == "list-of":
        yield from _list_issues(form, written)
    elif form.kind == "json":
        schemas = [form.schema, *(entry.conditional[number].schema for number in active)]
        yield from _json_issues(written, schemas)


def _list_issues(form: ValueForm, written: str) -> Iterator[Issue]:
    """Yield the issues of items between commas; one for the whole if there are too many items or none."""
    expected = Localized(**form.description)
    parts = written.split(",") if written else []
    if not form.low <= len(parts) <= form.high:
        yield Issue("wrong-form", 0, max(len(written), 1), "", written, expected)
        return
    start = 0
    for part in parts:
        if re.fullmatch(form.pattern, part) is None:
            # What is missing between two commas is shown at a comma.
            shown = start if start < len(written) else start - 1
            end = max(start + len(part), shown + 1)
            yield Issue("wrong-form", shown, end, "", part, expected)
        start += len(part) + 1


def _surplus_quote(written: str) -> int | None:
    """Return the offset of a quote that stands around JSON and is a part of the value; None if there is none."""
    inner = written.strip()
    opens, closes = inner[:1] in _QUOTES, inner[-1:] in _QUOTES
    if not opens and not closes:
        return None
    bare = inner[int(opens) : len(inner) - int(closes)]
    if not any(is_json_container(text) for text in (bare, bare.replace('\\"', '"'))):
        return None
    start = len(written) - len(written.lstrip())
    return start if opens else start + len(inner) - 1


def is_json_container(text: str) -> bool:
    """Return whether a text is a JSON object or array."""
    import json

    try:
        return isinstance(json.loads(text), (dict, list))
    except (ValueError, RecursionError):
        return False


def _json_issues(written: str, schemas: list[Any]) -> Iterator[Issue]:
    if (quote := _surplus_quote(written)) is not None:
        yield Issue("quoted-json", quote, quote + 1, "", written[quote])
        return
    from elblint.syntax.json_parser import parse_json

    repeated: list[Issue] = []
    try:
        values = parse_json(
            written,
            0,
            lambda first, again: repeated.append(
                Issue("repeated-field", again.start, again.end, again.text, again.text)
            ),
        )
    except ParseError as diagnostic:
        yield Issue(
            "not-json", diagnostic.start, max(diagnostic.end, diagnostic.start + 1), "", diagnostic.detail
        )
        return
    if len(values) != 1:
        start = values[1].start if values else 0
        yield Issue("not-json", start, max(len(written), 1), "", "one JSON value is expected")
        return
    yield from repeated
    # What two schemas say of one place is said once, and the fields that one object lacks are one issue.
    seen: set[tuple[str, str, int]] = set()
    missing: dict[int, list[Issue]] = {}
    for schema in schemas:
        for issue in _schema_issues(values[0], schema, written):
            key = issue.kind, issue.field, issue.start
            if key in seen or len(seen) >= _MOST:
                continue
            seen.add(key)
            if issue.kind == "missing-field":
                missing.setdefault(issue.start, []).append(issue)
            else:
                yield issue
    for issues in missing.values():
        names = dict.fromkeys(name for issue in issues for name in issue.field.split(", "))
        found = dict.fromkeys(name for issue in issues for name in issue.found.split(", "))
        yield issues[0]._replace(field=", ".join(names), found=", ".join(found))


def _schema_issues(root: Node, schema: Any, written: str) -> Iterator[Issue]:
    data = python_data(root)
    if surely_fits(data, schema):
        return
    from jsonschema import Draft202012Validator

    errors = Draft202012Validator(schema).iter_errors(data)
    for error in sorted(errors, key=lambda error: [str(step) for step in error.absolute_path]):
        node: Node | None = root
        key: Node | None = root
        for step in error.absolute_path:
            key = node.entries[str(step)][0] if isinstance(node, Mapping) else key
            node = node.get(str(step)) if isinstance(node, Mapping) else items(node)[int(step)]
        assert node is not None
        assert key is not None
        yield from _explained(error, node, key, written)


def _explained(error: ValidationError, node: Node, key: Node, written: str) -> Iterator[Issue]:
    path = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path
    ).lstrip(".")
    schema = error.schema if isinstance(error.schema, dict) else {}
    if error.validator == "not" and not error.validator_value:
        # A field that what else is written rules out.
        yield Issue("out-of-place", key.start, max(key.end, key.start + 1), path, path)
        return
    if error.validator == "additionalProperties" and isinstance(node, Mapping):
        known = list(schema.get("properties", {}))
        extras = [(name, entry[0]) for name, entry in node.entries.items() if name not in known]
        for name, extra in extras[:_MOST]:
            field = f"{path}.{name}" if path else name
            nearest, allowed = _nearest(name, known), ", ".join(known)
            yield Issue("unknown-field", extra.start, extra.end, field, name, allowed, nearest)
    elif error.validator == "required" and isinstance(node, Mapping):
        listed = error.validator_value if isinstance(error.validator_value, list) else []
        missing = [str(name) for name in listed if name not in node.entries]
        if missing:
            field = ", ".join(f"{path}.{name}" if path else name for name in missing)
            yield Issue("missing-field", node.start, node.start + 1, field, ", ".join(missing))
    elif error.validator == "anyOf" and (ways := _alternatives(error.validator_value)):
        field = " / ".join(f"{path}.{name}" if path else name for name in ways)
        yield Issue("missing-field", node.start, node.start + 1, field, ways[0])
    else:
        kind = _KINDS.get(str(error.validator), "wrong-form")
        # What is of the wrong type or form is shown as it was written, with its quotes.
        shown = written[node.start : node.end]
        found = node.text if isinstance(node, Scalar) and kind not in {"wrong-type", "wrong-form"} else shown
        found = brief(found, _LONGEST)
        expected = Localized.of(lambda lang: _allowed(error, schema, lang))
        known = [str(one) for one in schema.get("enum", [])]
        end = max(node.end, node.start + 1)
        yield Issue(kind, node.start, end, path, found, expected, _nearest(found, known))


def _alternatives(schemas: Any) -> list[str]:
    """Return the fields of which a schema requires one; none if ``anyOf`` asks for anything else."""
    ways = [schema.get("required", []) for schema in schemas if schema.keys() == {"required"}]
    return [str(names[0]) for names in ways if len(names) == 1] if len(ways) == len(schemas) else []


def _allowed(error: ValidationError, schema: dict[str, Any], lang: str) -> str:
    if "enum" in schema:
        return _listed(schema["enum"]).words(lang)
    if error.validator in {"minimum", "maximum"}:
        if {"minimum", "maximum"} <= set(schema):
            return f"{schema['minimum']}-{schema['maximum']}"
        return word(f"json-{error.validator}", lang, n=error.validator_value)
    if error.validator == "type":
        types: Any = error.validator_value
        listed: list[str] = [types] if isinstance(types, str) else list(types)
        names = [word(f"json-{one}", lang) for one in listed]
        return word("json-types", lang, types=word("or", lang).join(names))
    return description_of(schema, lang) or str(schema.get("pattern") or error.message)


def _listed(values: Iterable[object]) -> Localized:
    written = [str(one) for one in values]
    return Localized.of(lambda lang: word("comma", lang).join(written))


def _nearest(word: str, known: Iterable[str]) -> str:
    """The one that probably was meant: whatever its case, or nearly the same letters; empty if none is."""
    import difflib

    by_letters = {re.sub(r"[^a-z0-9]", "", one.lower()): one for one in known if one}
    plain = re.sub(r"[^a-z0-9]", "", word.lower())
    near = difflib.get_close_matches(plain, sorted(by_letters), n=1, cutoff=0.7) if plain else []
    return by_letters[near[0]] if near else ""
