"""Facts about a mistake in an annotation's value."""

from __future__ import annotations

from elblint.model.context import LintContext
from elblint.model.facts.registry import FactValue, fact
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from elblint.model.annotations.value_issues import ValueIssue


@fact(
    "value.issue",
    "not-json | quoted-json | repeated-field | unknown-field | missing-field | out-of-place | "
    "not-allowed | out-of-range | "
    "wrong-type | wrong-form",
)
def _issue(value: ValueIssue, context: LintContext) -> FactValue:
    """The kind of issue."""
    return value.issue.kind


@fact("value.annotation", "text")
def _annotation(value: ValueIssue, context: LintContext) -> FactValue:
    """The annotation's name."""
    return value.annotation_of.annotation_name


@fact("value.field", "a path inside JSON, or empty")
def _field(value: ValueIssue, context: LintContext) -> FactValue:
    """The field inside the JSON; empty if the value itself is meant."""
    return value.issue.field


@fact("value.name", "text")
def _name(value: ValueIssue, context: LintContext) -> FactValue:
    """The annotation's name, and the field inside it in brackets."""
    name = value.annotation_of.annotation_name
    field = value.issue.field
    return f"{name} {field if field.startswith('[') else f'[{field}]'}" if field else name


@fact("value.found", "text")
def _found(value: ValueIssue, context: LintContext) -> FactValue:
    """The text at the location; for broken JSON, the parser's message."""
    return value.issue.found


@fact("value.allowed", "text")
def _allowed(value: ValueIssue, context: LintContext) -> FactValue:
    """The values that would be valid there."""
    return value.issue.allowed


@fact("value.nearest", "text")
def _nearest(value: ValueIssue, context: LintContext) -> FactValue:
    """The valid value that was probably meant; empty if none is similar."""
    return value.issue.nearest
