"""Reading ``rules/services.yaml``: where custom resources have the settings of Services."""

from __future__ import annotations

from elblint.engine.rule_text import RuleText
from elblint.model.custom_services import CustomServices, ServiceTemplate, Steps
from elblint.syntax.nodes import Mapping, Node, items

_OPERATOR = ("source", "kinds", "services")
_SERVICE = (
    "at",
    "name",
    "namespace",
    "annotations",
    "spec",
    "fields",
    "values",
    "defaults",
    "when",
    "entries",
)


def load_custom_services(path: str) -> CustomServices:
    """Return the templates by API group and kind. Raises RuleError for what is no such table."""
    rules = RuleText(path)
    by_kind: dict[str, list[ServiceTemplate]] = {}
    for name, (_, node) in rules.root.entries.items():
        operator = rules.mapping(node, f"'{name}'")
        rules.keys(operator, _OPERATOR, _OPERATOR)
        rules.string(operator.get("source"), "'source'")
        templates = [_template(rules, one) for one in rules.listed(operator, "services")]
        for kind in rules.listed(operator, "kinds"):
            by_kind.setdefault(rules.string(kind, "a kind"), []).extend(templates)
    return CustomServices(by_kind)


def _template(rules: RuleText, node: Node) -> ServiceTemplate:
    one = rules.mapping(node, "a Service")
    rules.keys(one, _SERVICE, ("at", "annotations"))

    def word(key: str) -> str:
        found = one.get(key)
        return "" if found is None else rules.string(found, f"'{key}'")

    def table(key: str) -> Mapping:
        found = one.get(key)
        return Mapping(0) if found is None else rules.mapping(found, f"'{key}'")

    def words(mapping: Mapping) -> dict[str, str]:
        return {name: rules.string(value, f"'{name}'") for name, (_, value) in mapping.entries.items()}

    return ServiceTemplate(
        at=tuple(word("at").split(".")),
        name=word("name"),
        namespace=word("namespace"),
        annotations=_steps(word("annotations")),
        spec=_steps(word("spec")) if word("spec") else None,
        fields={
            name: tuple(_steps(rules.string(path, "a path")) for path in items(value) or [value])
            for name, (_, value) in table("fields").entries.items()
        },
        values={
            name: words(rules.mapping(value, f"'{name}'"))
            for name, (_, value) in table("values").entries.items()
        },
        defaults=words(table("defaults")),
        when=tuple(
            (_steps(path), tuple(rules.string(value, "a value") for value in items(listed)))
            for path, (_, listed) in table("when").entries.items()
        ),
        is_list=word("entries") == "true",
    )


def _steps(path: str) -> Steps:
    """Return a path that is written with dots; one with a slash in front begins at the object itself."""
    inner = path.removeprefix("/")
    return Steps(() if inner == "." else tuple(inner.split(".")), from_root=path.startswith("/"))
