"""Corefiles, and the settings from which CCE's CoreDNS add-on makes one, as server blocks with their plugins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from elblint.model.addresses.sources import TextField
from elblint.model.objects import KubeObject
from elblint.model.subject import FieldPath
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, text, text_at
from elblint.text.source import Location

_TOKEN = re.compile(r"\"((?:[^\"\\]|\\.){0,2000})\"|`([^`]{0,2000})`|(\S+)")
_ZONE = re.compile(r"(?:[a-z]+://)?(.*?)\.?(?::\d{1,5})?\Z")


class Line(NamedTuple):
    """One line of a configuration: its words, and its 0-based offsets in the text of ``field``."""

    words: tuple[str, ...]
    field: TextField
    start: int
    end: int

    @property
    def made_of(self) -> tuple[object, ...]:
        """Return the object that it stands in, and the place."""
        return id(self.field.owner), self.field.path, self.start, self.end

    @property
    def location(self) -> Location:
        """The place to show."""
        field = self.field
        return field.owner.location_in_value(field.path, field.value, self.start, self.end)


class Plugin(NamedTuple):
    """One plugin of a server block: the line that names it, and those of its own block."""

    line: Line
    inner: list[Line]

    @property
    def name(self) -> str:
        """The plugin's name."""
        return self.line.words[0]

    @property
    def arguments(self) -> tuple[str, ...]:
        """The words behind its name."""
        return self.line.words[1:]


class ServerBlock(NamedTuple):
    """The plugins for the names below some zones, of which the root's is the empty text."""

    zones: tuple[str, ...]
    plugins: list[Plugin]
    line: Line | None = None
    """The line that opens it; None without one."""


def zone_of(written: str) -> str:
    """Return a zone without scheme, port and last dot, in lower case."""
    found = _ZONE.match(written.lower().rstrip(","))
    return found[1] if found is not None else written


def server_blocks(field: TextField) -> list[ServerBlock]:
    """Return the server blocks of a Corefile; plugins outside of any belong to the root."""
    outside = ServerBlock(("",), [])
    blocks = [outside]
    zones: list[str] = []
    current: ServerBlock | None = None
    plugin: Plugin | None = None
    for line in lines_of(field):
        words = line.words
        opens, closes = words[-1] == "{", words == ("}",)
        if closes:
            if plugin is not None:
                plugin = None
            else:
                current = None
        elif plugin is not None:
            plugin.inner.append(line)
        elif current is None and _is_zone(words[0]):
            zones += map(zone_of, words[:-1] if opens else words)
            if opens:
                current = ServerBlock(tuple(zones), [], line)
                blocks.append(current)
                zones = []
        else:
            made = Plugin(line._replace(words=words[:-1] if opens and len(words) > 1 else words), [])
            (current or outside).plugins.append(made)
            plugin = made if opens else None
    return [block for block in blocks if block.plugins]


def _is_zone(word: str) -> bool:
    """Return whether a word is a zone and no plugin's name, in which there is neither a dot nor a colon."""
    return "." in word or ":" in word


def lines_of(field: TextField) -> Iterator[Line]:
    """Yield the lines of a text that hold words, without comments."""
    at = 0
    for written in field.value.split("\n"):
        words: list[str] = []
        start = end = at
        for match in _TOKEN.finditer(written):
            if match[0].startswith("#"):
                break
            if not words:
                start = at + match.start()
            end = at + match.end()
            words.append(next(group for group in match.groups() if group is not None))
        if words:
            yield Line(tuple(words), field, start, end)
        at += len(written) + 1


def blocks_of_addon(addon: KubeObject) -> list[ServerBlock]:
    """Return the server blocks that CCE's add-on makes of ``servers`` and ``stub_domains`` (cce_02_0407)."""
    path: FieldPath = ("spec", "values", "custom")
    custom = addon.at("spec", "values", "custom")
    blocks = []
    for number, server in enumerate(items(child(custom, "servers"))):
        zones = [zone_of(text_at(one, "zone") or "") for one in items(child(server, "zones"))]
        below = (*path, "servers", number, "plugins")
        plugins = [
            made
            for index, plugin in enumerate(items(child(server, "plugins")))
            if (made := _plugin_of_addon(addon, (*below, index), plugin)) is not None
        ]
        blocks.append(ServerBlock(tuple(zones or [""]), plugins))
    stubs = child(custom, "stub_domains")
    for zone in stubs.keys() if isinstance(stubs, Mapping) else ():
        servers = items(child(stubs, zone))
        if servers and isinstance(servers[0], Scalar):
            field = _field(addon, (*path, "stub_domains", zone, 0), servers[0])
            words = ("forward", ".", *(text(one) or "" for one in servers))
            line = Line(words, field, 0, len(field.value))
            blocks.append(ServerBlock((zone_of(zone),), [Plugin(line, [])]))
    return blocks


def _plugin_of_addon(addon: KubeObject, path: FieldPath, plugin: Node) -> Plugin | None:
    name, parameters, block = (child(plugin, key) for key in ("name", "parameters", "configBlock"))
    if not isinstance(name, Scalar):
        return None
    inner = list(lines_of(_field(addon, (*path, "configBlock"), block))) if isinstance(block, Scalar) else []
    if not isinstance(parameters, Scalar):
        field = _field(addon, (*path, "name"), name)
        return Plugin(Line((name.text,), field, 0, len(name.text)), inner)
    field = _field(addon, (*path, "parameters"), parameters)
    line = next(lines_of(field), None)
    words = () if line is None else line.words
    return Plugin(Line((name.text, *words), field, 0, len(field.value)), inner)


def _field(addon: KubeObject, path: FieldPath, node: Scalar) -> TextField:
    return TextField(addon, path, node, node.text, "addon")
