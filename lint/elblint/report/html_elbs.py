"""The part of the page about load balancers: their users, who reaches them, and where a path breaks."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from elblint.engine.finding import Finding
from elblint.engine.reach_model import ReachModel, ReachObject
from elblint.i18n.words import word
from elblint.model.elb_users import ElbUser
from elblint.report.html_reach import reach_parts, verdict_chip
from elblint.report.html_text import shown
from elblint.text.printable import printable_lines
from elblint.triage.result import Result

Index = dict[tuple[str, str, str, str], list[tuple[int, Finding]]]
"""The findings about each object, with their numbers on the page."""
_MOST = 300
_MOST_LINKS = 20


def elb_sections(result: Result, model: ReachModel, numbers: dict[int, int]) -> Iterator[str]:
    """A section for each ELB, users that share one together; nothing if there is none.

    ``numbers`` are those of the findings on the page, by the finding's place in the result.
    """
    groups: dict[int, list[ReachObject]] = {}
    for one in sorted(model.objects, key=lambda one: one.user.order):
        if one.cells:
            elb = one.user.elb
            groups.setdefault(id(elb if elb is not None else one.user), []).append(one)
    if not groups:
        return
    index: Index = {}
    for position, finding in enumerate(result.findings):
        if finding.identity:
            cluster, kind, namespace, name = finding.identity
            key = cluster, kind, namespace, name.partition(" ")[0]
            index.setdefault(key, []).append((numbers[position], finding))
    lang = result.lang
    yield f'<h2 id="elbs">{word("html-elbs", lang)}</h2>'
    for number, sharing in enumerate(list(groups.values())[:_MOST]):
        yield from _elb(sharing, f"elb{number}", index, lang)
    if len(groups) > _MOST:
        yield f'<p class="faint">{word("html-more", lang, n=len(groups) - _MOST)}</p>'


def _elb(sharing: list[ReachObject], key: str, index: Index, lang: str) -> Iterator[str]:
    users = [one.user for one in sharing]
    named = next((user.elb_id for user in users if user.elb_id), None)
    addresses = list(dict.fromkeys(address for user in users for address in user.every_address))
    created = any(user.annotation("kubernetes.io/elb.autocreate") for user in users)
    uses = any(user.uses_elb for user in users)
    name = named or ", ".join(addresses) or word("html-created" if created else "html-unnamed", lang)
    name = f"ELB {name}" if uses else word("html-no-elb", lang)
    text = " ".join([name, *map(str, users), *addresses])
    yield f'<section class="card elb" data-text="{escape(printable_lines(text).lower())}"><h3>{shown(name)}</h3>'
    facts = sorted({user.written_class for user in users if user.written_class})
    if facts or (addresses and named):
        yield f'<p class="faint">{shown(", ".join([*facts, *(addresses if named else [])]))}</p>'
    for number, one in enumerate(sharing):
        yield from _user(one, f"{key}-{number}", _about(one.user, index), lang)
    yield "</section>"


def _about(user: ElbUser, index: Index) -> list[tuple[int, Finding]]:
    cluster, kind, namespace, name = user.identity
    return index.get((cluster, kind, namespace, name), [])


def _user(one: ReachObject, key: str, found: list[tuple[int, Finding]], lang: str) -> Iterator[str]:
    place = f'<code class="faint">{shown(str(one.user.location(("metadata", "name"))))}</code>'
    head = f"<strong>{shown(str(one.user))}</strong> {verdict_chip(one, lang)}{_links(found)}"
    is_open = " open" if one.verdict == "unreachable" else ""
    yield f'<details{is_open}><summary class="row">{head}'
    yield f'<span class="faint">{shown(one.summary)}</span> {place}</summary>'
    yield from reach_parts(one, key, lang)
    yield "</details>"


def _links(found: list[tuple[int, Finding]]) -> str:
    """Links to findings."""
    return "".join(
        f'<a class="chip {one.severity}" href="#finding-{number}">{escape(one.rule)}</a>'
        for number, one in found[:_MOST_LINKS]
    )
