"""A DNS server in the cluster: the answers that its configuration gives, as far as they can be followed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from elblint.model.addresses.answers import OUTSIDE, Answer
from elblint.model.addresses.corefiles import Line, Plugin, ServerBlock, zone_of
from elblint.model.addresses.literals import canonical_address
from elblint.text.own_pattern import OwnPattern, PatternError, Searches

FORWARDED, REWRITTEN = "call.forwarded", "call.rewritten"
_SERVICE_NAME = re.compile(r"\.svc(?:\.|\Z)|\.cluster\.local\Z")
_KINDS = frozenset({"exact", "prefix", "suffix", "substring", "regex"})
_FLOW = frozenset({"stop", "continue"})
# Plugins that answer from files and servers which no manifest shows.
_ELSEWHERE = frozenset(
    {"file", "auto", "secondary", "etcd", "route53", "azure", "clouddns", "k8s_external", "k8s_gateway"}
)
_CLUSTER_DNS = "__PILLAR__CLUSTER__DNS__"


class _Rewrite(NamedTuple):
    """A rule that puts another name in the place of a name."""

    kind: str
    old: str
    new: str
    goes_on: bool
    line: Line


def _rewrites(plugin: Plugin) -> Iterator[_Rewrite]:
    if plugin.name != "rewrite":
        return
    words = list(plugin.arguments)
    flow = words.pop(0) if words and words[0] in _FLOW else "stop"
    if not words and plugin.inner:
        words = list(plugin.inner[0].words)
    if len(words) < 3 or words[0] != "name":
        return
    kind, old, new = words[1:4] if words[1] in _KINDS and len(words) > 3 else ("exact", *words[1:3])
    if kind != "regex":
        old, new = old.lower().rstrip("."), new.lower().rstrip(".")
    yield _Rewrite(kind, old, new, flow == "continue", plugin.line)


class DnsServer:
    """The server blocks of one DNS server.

    ``is_elb`` tells whether an ELB has an address, ``is_published`` whether a hostname leads to an ELB, and ``file``
    gives the lines of a file beside the Corefile, by its path.
    """

    def __init__(
        self,
        blocks: list[ServerBlock],
        is_elb: Callable[[str], bool],
        is_published: Callable[[str], bool],
        file: Callable[[str], list[Line]],
    ) -> None:
        self._blocks = blocks
        self._is_elb = is_elb
        self._is_published = is_published
        self._file = file
        self._searches = Searches()
        self._patterns: dict[str, OwnPattern | None] = {}
        self._rewrites: dict[Line, list[_Rewrite]] = {}
        self._entries: dict[Line, dict[str, Answer]] = {}

    def cluster_servers(self) -> set[str]:
        """The servers to which names of Services are handed on: those of CoreDNS, for a cache on the nodes."""
        found = {_CLUSTER_DNS}
        for block in self._blocks:
            if any(zone.endswith("cluster.local") for zone in block.zones):
                found.update(*(one.arguments[1:] for one in block.plugins if one.name == "forward"))
        return found

    def answer(self, host: str) -> Answer:
        """Return the answer for a hostname in lower case."""
        plugins = self._plugins_for(host)
        name, line, answer = self._rewritten(host, plugins)
        if answer is not None:
            return answer
        found = self._looked_up(name, plugins)
        if found.leads not in {"outside", "unknown"} or name == host:
            return found if line is None or found.line is not None else found._replace(line=line)
        if self._is_published(name):
            return OUTSIDE
        return Answer("unknown", fact=REWRITTEN, line=line) if found.leads == "outside" else found

    def _plugins_for(self, host: str) -> list[Plugin]:
        """Return the plugins of the blocks with the longest zone that a hostname is in."""
        longest = max(
            (len(zone) for block in self._blocks for zone in block.zones if _is_in(host, zone)), default=-1
        )
        return [
            plugin
            for block in self._blocks
            if any(len(zone) == longest and _is_in(host, zone) for zone in block.zones)
            for plugin in block.plugins
        ]

    def _rewritten(self, host: str, plugins: list[Plugin]) -> tuple[str, Line | None, Answer | None]:
        """Return the name that is looked up for another, the line that says so, and the answer if there is none."""
        name, found = host, None
        for rule in (rule for plugin in plugins for rule in self._rules_of(plugin)):
            try:
                after = self._renamed(name, rule.kind, rule.old, rule.new)
            except PatternError:
                return name, rule.line, Answer("unknown", fact=REWRITTEN, line=rule.line)
            if after is not None:
                name, found = after, rule.line
                if not rule.goes_on:
                    break
        return name, found, None

    def _rules_of(self, plugin: Plugin) -> list[_Rewrite]:
        """Return the rule of a ``rewrite`` for names; none for all else."""
        if plugin.line not in self._rewrites:
            self._rewrites[plugin.line] = [*_rewrites(plugin)]
        return self._rewrites[plugin.line]

    def _renamed(self, name: str, kind: str, old: str, new: str) -> str | None:
        """Return the new name; None if the rule is not for this one. Raises PatternError."""
        if kind == "regex":
            # CoreDNS matches with the dot at the end.
            groups = self._pattern(old).groups(f"{name}.")
            if groups is None:
                return None
            filled = new
            for number, group in enumerate(groups):
                filled = filled.replace(f"{{{number}}}", group)
            return filled.lower().rstrip(".")
        if kind == "exact":
            return new if name == old else None
        if kind == "prefix":
            return new + name[len(old) :] if name.startswith(old) else None
        if kind == "suffix":
            return name[: len(name) - len(old)] + new if name.endswith(old) else None
        return name.replace(old, new) if old in name else None

    def _pattern(self, written: str) -> OwnPattern:
        if written not in self._patterns:
            self._patterns[written] = None
            self._patterns[written] = OwnPattern(written, self._searches)
        pattern = self._patterns[written]
        if pattern is None:
            raise PatternError("not taken")
        return pattern

    def _looked_up(self, name: str, plugins: list[Plugin]) -> Answer:
        """Return the answer of the first plugin that has one, in the order in which CoreDNS asks them."""
        if _SERVICE_NAME.search(name):
            return Answer("inside")
        for plugin in plugins:
            if plugin.name == "template" and (answer := self._of_template(name, plugin)) is not None:
                return answer
        for plugin in plugins:
            if plugin.name == "hosts" and (answer := self._of_hosts(name, plugin)) is not None:
                return answer
        for plugin in plugins:
            zones = [zone_of(one) for one in plugin.arguments if "/" not in one and not one.startswith("{")]
            if plugin.name == "kubernetes" and any(_is_in(name, zone) for zone in zones if zone):
                return Answer("inside", line=plugin.line)
            if plugin.name in _ELSEWHERE and any(_is_in(name, zone) for zone in zones or [""]):
                return Answer("unknown", fact=FORWARDED, line=plugin.line)
        for plugin in plugins:
            if plugin.name in {"forward", "proxy"} and len(plugin.arguments) > 1:
                if not _is_in(name, zone_of(plugin.arguments[0])) or _is_left_out(name, plugin):
                    continue
                server = plugin.arguments[1]
                if server.startswith(("/", "__PILLAR__")):
                    return Answer("outside", line=plugin.line, server=server)
                return Answer("unknown", fact=FORWARDED, line=plugin.line, server=server)
        return OUTSIDE

    def _of_hosts(self, name: str, plugin: Plugin) -> Answer | None:
        lines = list(plugin.inner)
        if plugin.arguments:
            zones = [zone_of(zone) for zone in plugin.arguments[1:]]
            if zones and not any(_is_in(name, zone) for zone in zones):
                return None
            lines += self._file(plugin.arguments[0])
        by_name = self._entries.get(plugin.line)
        if by_name is None:
            by_name = self._entries[plugin.line] = {}
            for line in lines:
                if (address := self._of_address(line.words[0], line)) is not None:
                    for word in line.words[1:]:
                        by_name.setdefault(word.lower().rstrip("."), address)
        return by_name.get(name)

    def _of_template(self, name: str, plugin: Plugin) -> Answer | None:
        if len(plugin.arguments) < 2 or plugin.arguments[1].upper() not in {"A", "ANY"}:
            return None
        zones = [zone_of(zone) for zone in plugin.arguments[2:]]
        if zones and not any(_is_in(name, zone) for zone in zones):
            return None
        patterns = [
            line.words[1] for line in plugin.inner if line.words[0] == "match" and len(line.words) > 1
        ]
        try:
            if patterns and not any(self._pattern(one).found(f"{name}.") for one in patterns):
                return None
        except PatternError:
            return Answer("unknown", fact=REWRITTEN, line=plugin.line)
        answers = [line for line in plugin.inner if line.words[0] == "answer"]
        if not answers:
            return Answer("inside", line=plugin.line)
        record = " ".join(answers[0].words[1:]).split()
        line = answers[0]
        if len(record) > 1 and record[-2].upper() == "CNAME" and "{{" not in record[-1]:
            target = record[-1].lower().rstrip(".")
            if _SERVICE_NAME.search(target):
                return Answer("inside", line=line)
            return OUTSIDE if self._is_published(target) else Answer("unknown", fact=REWRITTEN, line=line)
        found = self._of_address(record[-1], line) if record else None
        return found or Answer("unknown", fact=REWRITTEN, line=line)

    def _of_address(self, written: str, line: Line) -> Answer | None:
        address = canonical_address(written)
        if address is None:
            return None
        return Answer("elb" if self._is_elb(address) else "inside", address, line=line)


def _is_in(name: str, zone: str) -> bool:
    return not zone or name == zone or name.endswith("." + zone)


def _is_left_out(name: str, plugin: Plugin) -> bool:
    """Return whether ``except`` keeps a name from being handed on."""
    left_out: Iterable[str] = (
        word for line in plugin.inner if line.words[0] == "except" for word in line.words[1:]
    )
    return any(_is_in(name, zone_of(zone)) for zone in left_out)
