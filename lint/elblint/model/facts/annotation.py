"""Facts about one annotation: what the catalogue says of it, and what its object has."""

from __future__ import annotations

from elblint.i18n.localized import Localized, localized
from elblint.model.annotations.annotation import OFF, Annotation
from elblint.model.annotations.value_issues import issues_in
from elblint.model.cluster import parse_version, version_text
from elblint.model.context import LintContext
from elblint.model.elb_users import ELB_PREFIX, ElbUser
from elblint.model.facts.registry import FactValue, fact, value_of
from elblint.model.ingresses import Ingress
from elblint.model.placeholder import is_template
from elblint.model.unknown import Unknown
from elblint.syntax.nodes import Mapping, Node, Scalar, text
from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from elblint.model.annotations.catalogue import Need

# What stands between a key and a value of its own: a colon, perhaps an anchor's name.
_PLAINLY_AFTER = lazy_pattern(r"""["']?[ \t]*:[ \t]*(?:&\S+[ \t]+)?""")
# How annotations write what YAML has more than one word for.
_SAME_AS = {True: ("true", "on"), False: ("false", "off")}


@fact("annotation.name", "text")
def _name(one: Annotation, context: LintContext) -> FactValue:
    """Its full name."""
    return one.annotation_name


@fact("annotation.value", "text, or null")
def _value(one: Annotation, context: LintContext) -> FactValue:
    """Its value as text."""
    return text(one.value)


@fact("annotation.where", "annotations | labels | embedded")
def _where(one: Annotation, context: LintContext) -> FactValue:
    """The place it stands in: annotations, labels, or an object from which a controller makes a Service."""
    return one.where


@fact("annotation.is-first", "true | false")
def _is_first(one: Annotation, context: LintContext) -> FactValue:
    """True if no other ELB setting stands before it in the same mapping."""
    first = next((name for name in one.siblings() if name.startswith(ELB_PREFIX)), one.annotation_name)
    return first == one.annotation_name


@fact("annotation.owner", "Service | Ingress | Deployment | ...")
def _holder(one: Annotation, context: LintContext) -> FactValue:
    """The kind of the object that carries it."""
    return one.manifest_kind


@fact("annotation.status", "current | deprecated | system | dialect | unknown")
def _status(one: Annotation, context: LintContext) -> FactValue:
    """The catalogue's status of the name: unknown, an old name, another tool's, or written by CCE itself."""
    entry = one.entry
    if entry is None:
        return "unknown"
    if entry.dialect:
        return "dialect"
    if entry.deprecated:
        return "deprecated"
    return "system" if entry.by_system else "current"


@fact("annotation.instead", "a name, or null")
def _instead(one: Annotation, context: LintContext) -> FactValue:
    """The name to use instead: of an old name the new one, of an unknown one the nearest."""
    if one.entry is None:
        return context.catalogue.nearest(one.annotation_name)
    return one.entry.instead


@fact("annotation.instead-is-free", "true | false")
def _instead_is_free(one: Annotation, context: LintContext) -> FactValue:
    """True if nothing beside it has the name to use instead, so that it can be renamed."""
    instead = value_of("annotation.instead", one, context)
    if not isinstance(instead, str) or one.sibling(instead) is not None:
        return False
    others = [
        name
        for name in one.siblings()
        if name != one.annotation_name and context.catalogue.find(name) is None
    ]
    return all(context.catalogue.nearest(name) != instead for name in others)


@fact("annotation.kinds", "list of kinds")
def _kinds(one: Annotation, context: LintContext) -> FactValue:
    """The kinds of object on which it means something."""
    return [] if one.entry is None else list(one.entry.kinds)


@fact("annotation.fits-kind", "true | false")
def _fits_kind(one: Annotation, context: LintContext) -> FactValue:
    """True if it means something on an object of this kind; true for names that the catalogue does not know."""
    return one.entry is None or one.where == "embedded" or one.manifest_kind in one.entry.kinds


@fact("annotation.is-text", "true | false")
def _is_text(one: Annotation, context: LintContext) -> FactValue:
    """True if its value is a string, as the API wants it, and not a bare number, boolean, null or mapping."""
    return one.written is not None


@fact("annotation.read-as", "text")
def _read_as(one: Annotation, context: LintContext) -> FactValue:
    """The YAML type of its value."""
    return _kind_in_yaml(one.value)


def _kind_in_yaml(node: Node) -> Localized:
    if not isinstance(node, Scalar):
        return localized("yaml-mapping" if isinstance(node, Mapping) else "yaml-list")
    if node.value is None:
        return localized("yaml-null")
    if isinstance(node.value, str):
        return localized("yaml-text")
    return localized("yaml-boolean" if isinstance(node.value, bool) else "yaml-number")


@fact("annotation.quoted", "text, or null")
def _quoted(one: Annotation, context: LintContext) -> FactValue:
    """Its value as it should have been written, in quotes; null if no single text says the same.

    That is so for lists, mappings and null, for what the annotation does not take, and where more than the value
    would have to be rewritten: an alias of another field's value, a tag.
    """
    node = one.value
    if not isinstance(node, Scalar) or node.value is None:
        return None
    if _PLAINLY_AFTER.fullmatch(one.owner.source.text, one.key.end, max(node.start, one.key.end)) is None:
        return None
    same = _SAME_AS[node.value] if isinstance(node.value, bool) else (str(node.value),)
    for candidate in (node.text, node.text.lower(), *same):
        if one.entry is None or not issues_in(one.entry, candidate):
            import json

            return json.dumps(candidate, ensure_ascii=False)
    return None


@fact("annotation.is-live", "true | false")
def _is_live(one: Annotation, context: LintContext) -> FactValue:
    """True if the object was read from a cluster: it has a status, a uid or managed fields."""
    return one.owner.is_live


@fact(
    "annotation.supported",
    "true | false",
    hint="give the cluster's full version, for example --cluster-version v1.29.4-r0",
)
def _supported(one: Annotation, context: LintContext) -> FactValue:
    """True if the cluster's version has it."""
    if one.entry is None:
        return True
    version = None if one.cluster.version is None else parse_version(one.cluster.version)
    answer = one.entry.supported_by(one.manifest_kind, version)
    return Unknown("annotation.supported") if answer is None else answer


@fact("annotation.since", "list of versions")
def _since(one: Annotation, context: LintContext) -> FactValue:
    """The version that brought it to the cluster's minor version; if that is not known, one for each."""
    floors = () if one.entry is None else one.entry.since.get(one.manifest_kind, ())
    if one.cluster.version is not None:
        minor = parse_version(one.cluster.version)[:2]
        floors = tuple(floor for floor in floors if floor[:2] == minor) or floors
    return [version_text(floor) for floor in floors]


@fact("annotation.elb-class", "union | performance, or null")
def _elb_class(one: Annotation, context: LintContext) -> FactValue:
    """The class of ELB that it is for, null if for any."""
    return (one.entry.elb or None) if one.entry is not None else None


@fact("annotation.fits-elb", "true | false")
def _fits_elb(one: Annotation, context: LintContext) -> FactValue:
    """True if the object's ELB is of the class that it is for."""
    if one.entry is None or not one.entry.elb or not isinstance(one.owner, ElbUser):
        return True
    if one.entry.elb_unless and (one.sibling(one.entry.elb_unless) or "") not in OFF:
        return True
    actual = value_of(f"{one.owner.kind.lower()}.elb.class", one.owner, context)
    if isinstance(actual, Unknown) or actual is None:
        return actual if isinstance(actual, Unknown) else True
    return actual == one.entry.elb


@fact(
    "annotation.fits-category",
    "true | false",
    hint="say whether the cluster is CCE Standard or Turbo",
)
def _fits_category(one: Annotation, context: LintContext) -> FactValue:
    """True if the cluster is of the category that it is for."""
    if one.entry is None or not one.entry.category:
        return True
    actual = one.cluster.category
    return Unknown("annotation.fits-category") if actual is None else actual == one.entry.category


@fact("annotation.category", "standard | turbo, or null")
def _category(one: Annotation, context: LintContext) -> FactValue:
    """The category of cluster that it is for, null if for any."""
    return (one.entry.category or None) if one.entry is not None else None


@fact("annotation.missing", "list of requirements")
def _missing(one: Annotation, context: LintContext) -> FactValue:
    """The requirements of the catalogue that the object lacks."""
    return _as_words(one, _not_held(one))


@fact("annotation.conflicts", "list of exclusions")
def _conflicts(one: Annotation, context: LintContext) -> FactValue:
    """The exclusions of the catalogue that the object violates."""
    return _as_words(one, _excluded(one))


@fact(
    "annotation.lacks-something",
    "true | false",
    hint="fill in the placeholders in what it requires",
)
def _lacks(one: Annotation, context: LintContext) -> FactValue:
    """True if something that it requires is missing."""
    return _any_of(one, _not_held(one), "annotation.lacks-something")


@fact(
    "annotation.conflicts-with-something",
    "true | false",
    hint="fill in the placeholders in the annotations that it excludes",
)
def _has_conflicts(one: Annotation, context: LintContext) -> FactValue:
    """True if the object has something that it excludes."""
    return _any_of(one, _excluded(one), "annotation.conflicts-with-something")


def _not_held(one: Annotation) -> list[Need]:
    return [] if one.entry is None else [need for need in one.entry.requires if not one.holds(need)]


def _excluded(one: Annotation) -> list[Need]:
    return [need for need, _ in one.conflicts()]


def _any_of(one: Annotation, needs: list[Need], name: str) -> FactValue:
    """Return whether there are any; unknown if a template hides what decides one."""
    for need in needs:
        if need.listeners and isinstance(one.owner, ElbUser) and one.owner.hides_protocols:
            return Unknown(name)
        values = one.values_of(need) if need.annotation else []
        if values and all(is_template(value) for value in values):
            return Unknown(name)
    return bool(needs)


def _as_words(one: Annotation, needs: list[Need]) -> FactValue:
    """Return needs as texts."""
    named = [need._replace(annotation=name) for need in needs for name in _names(one, need)]
    return [Localized.of(need.words) for need in named]


def _names(one: Annotation, need: Need) -> list[str]:
    """The annotation that a need names; of a family, those that are there."""
    return (one.siblings_of(need) if "*" in need.annotation else []) or [need.annotation]


@fact(
    "annotation.is-off",
    "true | false",
    hint="fill in the placeholder in the annotation",
)
def _is_off(one: Annotation, context: LintContext) -> FactValue:
    """True if its value switches the feature off: false, off or nothing."""
    written = text(one.value) or ""
    return Unknown("annotation.is-off") if is_template(written) else written in OFF


@fact("annotation.names-backend", "true | false")
def _names_backend(one: Annotation, context: LintContext) -> FactValue:
    """For elb.headers.<Service> and its like: whether the Ingress sends to a Service of that name."""
    if one.entry is None or not one.entry.is_prefix or not isinstance(one.owner, Ingress):
        return True
    if is_template(one.owner.text_at("spec", "rules") or one.owner.text_at("spec") or ""):
        return True
    wanted = one.annotation_name.removeprefix(one.entry.name)
    backends = {name for name, _ in one.owner.backend_services()}
    return is_template(wanted) or wanted in backends or any(is_template(name) for name in backends)
