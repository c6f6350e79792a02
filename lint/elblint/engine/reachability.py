"""The reachability table: who, inside the cluster, reaches which address of a Service.

The table is data (``rules/reachability.yaml``). Rules report a section of it; ``elblint reach`` prints it.
"""

from __future__ import annotations

from collections.abc import Iterator

from elblint.engine.condition import ALWAYS, Compiler, Condition, Env, Truth, all_of, any_of
from elblint.engine.rule_text import RuleText
from elblint.model.cluster import Cluster
from elblint.model.context import LintContext
from elblint.model.services import Service
from elblint.model.unknown import Unknown
from elblint.syntax.nodes import Mapping, Node, Scalar, items
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TypeAlias

_SCOPE = {"service": "Service"}


_EMPTY = LintContext([])


class Column(NamedTuple):
    """One kind of cluster that the table tells apart."""

    name: str
    words: dict[str, str]
    network: str
    proxy: str
    when: Condition


class Address(NamedTuple):
    """An address that callers may use, the Services that have it, and the callers for whom it exists."""

    name: str
    words: dict[str, str]
    when: Condition
    callers: frozenset[str]


class Section(NamedTuple):
    """Cells that hold for the Services which ``when`` describes."""

    name: str
    when: Condition
    cause: str
    unknown: dict[str, str] | None
    """For a section that says only that the sources do not tell: why."""
    cells: dict[tuple[str, str], tuple[str, ...]]
    """By caller and address, the columns in which the address cannot be reached."""
    unlisted: dict[tuple[str, str], tuple[str, ...]]
    """By caller and address, the columns of which the document says nothing."""
    fails: Condition = ALWAYS
    """``when``, and some cell fails."""


class Answer(NamedTuple):
    """One cell: ``truth`` says whether the address can be reached."""

    truth: Truth
    causes: tuple[str, ...] = ()
    unlisted: bool = False


Known: TypeAlias = dict[tuple[str, tuple[str, ...]], Truth]
"""For one Service, by section and columns, whether the section applies in a cluster of one of the columns."""


def _applies(section: Section, columns: tuple[str, ...], env: Env, known: Known, table: ReachTable) -> Truth:
    """Return whether a section applies, in some cluster of ``columns`` if there are any."""
    key = section.name, columns
    if key not in known:
        condition = all_of([section.when, table.fails_in(columns)]) if columns else section.when
        known[key] = condition.test(env)
    return known[key]


class ReachTable:
    """The whole table."""

    def __init__(self, text: RuleText) -> None:
        """Compile the table's file. Raises RuleError."""
        self.text = text
        root = text.root
        text.keys(root, ("table", "source", "columns", "callers", "addresses", "sections"))
        self.compiler = Compiler(text, _SCOPE)
        self.callers = {
            name: text.words(node)
            for name, (_, node) in text.mapping(root.get("callers"), "'callers'").entries.items()
        }
        self.columns = {
            name: self._column(name, node)
            for name, (_, node) in text.mapping(root.get("columns"), "'columns'").entries.items()
        }
        self.addresses = {
            name: self._address(name, node)
            for name, (_, node) in text.mapping(root.get("addresses"), "'addresses'").entries.items()
        }
        self.sections = {
            name: self._section(name, node)
            for name, (_, node) in text.mapping(root.get("sections"), "'sections'").entries.items()
        }

    def _column(self, name: str, node: Node) -> Column:
        mapping = self.text.mapping(node, "a column")
        network, proxy = (self.text.string(mapping.get(key), f"'{key}'") for key in ("network", "proxy"))
        facts = Mapping(mapping.start)
        for key in ("network", "proxy"):
            scalar, value = mapping.entries[key]
            facts.entries[f"cluster.{key}"] = (
                Scalar(f"cluster.{key}", scalar.start, scalar.end, plain=False),
                value,
            )
        return Column(
            name, self.text.words(mapping.get("text")), network, proxy, self.compiler.condition(facts)
        )

    def _address(self, name: str, node: Node) -> Address:
        mapping = self.text.mapping(node, "an address")
        self.text.keys(mapping, ("text", "when", "callers"), ("text", "when"))
        listed = mapping.get("callers")
        callers = [self.text.one_of(item, "a caller", self.callers) for item in items(listed)]
        return Address(
            name,
            self.text.words(mapping.get("text")),
            self.compiler.condition(mapping.get("when")),
            frozenset(callers or self.callers),
        )

    def _section(self, name: str, node: Node) -> Section:
        mapping = self.text.mapping(node, "a section")
        self.text.keys(mapping, ("when", "cause", "unknown", "fails", "unlisted"), ("when",))
        cells = self._cells(mapping.get("fails"))
        when = self.compiler.condition(mapping.get("when"))
        cause = mapping.get("cause")
        unknown = mapping.get("unknown")
        some_cell = [self.fails_in(columns) for columns in cells.values()]
        return Section(
            name,
            when,
            "" if cause is None else self.text.string(cause, "'cause'"),
            None if unknown is None else self.text.words(unknown),
            cells,
            self._cells(mapping.get("unlisted")),
            all_of([when, any_of(some_cell)]) if some_cell else when,
        )

    def _cells(self, node: Node | None) -> dict[tuple[str, str], tuple[str, ...]]:
        cells: dict[tuple[str, str], tuple[str, ...]] = {}
        if node is None:
            return cells
        for caller_key, row in self.text.mapping(node, "the cells").entries.values():
            caller = self.text.one_of(caller_key, "a caller", self.callers)
            for address_key, value in self.text.mapping(row, "a row").entries.values():
                address = self.text.one_of(address_key, "an address", self.addresses)
                columns = (
                    tuple(self.columns)
                    if isinstance(value, Scalar) and value.text == "all"
                    else tuple(self.text.one_of(item, "a column", self.columns) for item in items(value))
                )
                cells[caller, address] = columns
        return cells

    def fails_in(self, columns: tuple[str, ...]) -> Condition:
        """Return whether the cluster is one of ``columns``; certain if that is all of them."""
        if len(columns) == len(self.columns):
            return ALWAYS
        return any_of([self.columns[name].when for name in columns])

    def answer(self, env: Env, caller: str, address: str, known: Known | None = None) -> Answer:
        """Return whether ``caller`` reaches ``address`` of the Service in ``env``.

        What no section lists can be reached: that is the document's own rule for its table. ``known`` keeps, for all
        cells of one ``env``, the sections that apply.
        """
        known = {} if known is None else known
        causes: list[str] = []
        unknown: Unknown | None = None
        unlisted = False
        for section in self.sections.values():
            if section.unknown is not None:
                # What might be a cluster of another sort is taken for one of the table's.
                if _applies(section, (), env, known, self) is not True:
                    continue
                applies: Truth = Unknown(reasons=(section.unknown[env.lang],))
            else:
                columns = section.cells.get((caller, address), ())
                left_open = section.unlisted.get((caller, address), ())
                if left_open and _applies(section, left_open, env, known, self) is True:
                    unlisted = True
                if not columns:
                    continue
                applies = _applies(section, columns, env, known, self)
            if applies is True:
                causes.append(section.cause)
            elif isinstance(applies, Unknown):
                unknown = applies if unknown is None else unknown | applies
        if causes:
            return Answer(truth=False, causes=tuple(dict.fromkeys(causes)))
        if unknown is not None:
            return Answer(truth=unknown)
        return Answer(truth=True, unlisted=unlisted)

    def rows(self, env: Env) -> Iterator[tuple[str, str]]:
        """The callers and addresses that exist for the Service in ``env``."""
        present = [address for address in self.addresses.values() if address.when.test(env) is True]
        for caller in self.callers:
            for address in present:
                if caller in address.callers:
                    yield caller, address.name

    def possible_columns(self, cluster: Cluster) -> list[Column]:
        """The columns that the cluster may belong to, as far as it is known."""
        env = Env(_EMPTY, {}, cluster)
        if cluster.category in {"turbo", "autopilot"} or cluster.proxy == "nftables":
            return []
        return [column for column in self.columns.values() if column.when.test(env) is not False]

    def in_column(self, env: Env, column: Column) -> Env:
        """The same question for a cluster of one column."""
        cluster = env.cluster._replace(category="standard", network=column.network, proxy=column.proxy)
        objects = {name: found.under(cluster) for name, found in env.objects.items()}
        return env._replace(cluster=cluster, objects=objects)

    def failures(
        self, env: Env, section: Section
    ) -> list[tuple[str, list[str], list[tuple[str, list[Column]]]]]:
        """Return failing cells by ``section``: for each caller the addresses that certainly fail, and those that fail
        in some of the columns which are still possible.
        """
        possible = self.possible_columns(env.cluster) or list(self.columns.values())
        found: list[tuple[str, list[str], list[tuple[str, list[Column]]]]] = []
        for caller in self.callers:
            certain: list[str] = []
            partly: list[tuple[str, list[Column]]] = []
            for (row, address), columns in section.cells.items():
                if row != caller:
                    continue
                hit = [column for column in possible if column.name in columns]
                if len(hit) == len(possible):
                    certain.append(address)
                elif hit:
                    partly.append((address, hit))
            if certain or partly:
                found.append((caller, certain, partly))
        return found

    def env(self, service: Service, context: LintContext, lang: str) -> Env:
        """The question about one Service."""
        return Env(context, {"service": service}, service.cluster, lang)
