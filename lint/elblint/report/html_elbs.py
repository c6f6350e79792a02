"""The part of the page about load balancers: their users, who reaches them, and where a path breaks."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from elblint.engine.condition import Env
from elblint.engine.finding import Finding
from elblint.engine.reachability import Answer
from elblint.engine.reference_reach import call_fails
from elblint.i18n.words import word
from elblint.model.context import LintContext
from elblint.model.elb_users import ElbUser
from elblint.model.facts import value_of
from elblint.model.services import Service
from elblint.model.unknown import Unknown
from elblint.report.html_text import shown
from elblint.text.printable import printable_lines
from elblint.triage.result import Result

_HOPS = ("html-caller", "html-node", "kube-proxy", "ELB", "html-backend")
_NODE_HOPS = ("html-caller", "html-asked-node", "kube-proxy", "html-backend")
# The hop at which a path ends, for each cause: what follows is never reached.
_BROKEN = {"no-local-endpoint": 2, "capture": 2, "hairpin": 4}
Index = dict[tuple[str, str, str, str], list[tuple[int, Finding]]]
"""The findings about each object, with their numbers on the page."""
Rows = list[tuple[str, str, Answer]]
"""The reachability table of a Service: caller, address and answer."""
Sharing = list[tuple[ElbUser, Rows]]
"""The users of one ELB, each with its table."""
_MOST = 300
_MOST_LINKS = 20


def _groups(result: Result) -> dict[int, Sharing]:
    users = [
        one
        for kind in ("Service", "Ingress")
        for one in result.context.by_kind.get(kind, [])
        if isinstance(one, ElbUser)
    ]
    groups: dict[int, Sharing] = {}
    for user in sorted(users, key=lambda one: one.order):
        rows = _rows(result, user)
        if user.uses_elb or rows:
            groups.setdefault(id(user.elb if user.elb is not None else user), []).append((user, rows))
    return groups


def elb_sections(result: Result) -> Iterator[str]:
    """A section for each ELB, users that share one together; nothing if there is none."""
    lang = result.lang
    groups = _groups(result)
    index: Index = {}
    for number, finding in enumerate(result.findings, 1):
        if finding.identity:
            cluster, kind, namespace, name = finding.identity
            index.setdefault((cluster, kind, namespace, name.partition(" ")[0]), []).append((number, finding))
    if not groups:
        return
    yield f'<h2 id="elbs">{word("html-elbs", lang)}</h2>'
    for sharing in list(groups.values())[:_MOST]:
        yield from _elb(result, sharing, index)
    if len(groups) > _MOST:
        yield f'<p class="faint">{word("html-more", lang, n=len(groups) - _MOST)}</p>'


def _elb(result: Result, sharing: Sharing, index: Index) -> Iterator[str]:
    lang = result.lang
    users = [user for user, _ in sharing]
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
    causes: set[str] = set()
    for user, rows in sharing:
        found = _about(user, index)
        if rows:
            continue
        yield f'<p class="row"><strong>{shown(str(user))}</strong> {_links(found)} {_where(user)}</p>'
        causes |= {one.cause for _, one in found if one.cause and one.certainty == "certain"}
    for cause in sorted(causes):
        yield from _path(cause, lang, _HOPS)
    for user, rows in sharing:
        if rows and isinstance(user, Service):
            yield from _service(result, user, rows, _about(user, index))
    yield "</section>"


def _about(user: ElbUser, index: Index) -> list[tuple[int, Finding]]:
    cluster, kind, namespace, name = user.identity
    return index.get((cluster, kind, namespace, name), [])


def _where(user: ElbUser) -> str:
    return f'<code class="faint">{shown(str(user.location(("metadata", "name"))))}</code>'


def _service(result: Result, user: Service, rows: Rows, found: list[tuple[int, Finding]]) -> Iterator[str]:
    lang = result.lang
    failing = {cause for _, _, answer in rows for cause in answer.causes}
    doubtful = any(isinstance(answer.truth, Unknown) for _, _, answer in rows)
    verdict = "error" if failing else "warning" if doubtful else "good"
    words = {"error": "html-some-fail", "warning": "html-some-unknown", "good": "html-all-reach"}[verdict]
    policy = value_of("service.external-traffic-policy", user, result.context)
    shown_policy = "?" if isinstance(policy, Unknown) else str(policy)
    chip = f'<span class="chip {verdict}">{word(words, lang)}</span>'
    head = f"<strong>{shown(str(user))}</strong> {chip}{_links(found)}"
    yield f'<details{" open" if failing else ""}><summary class="row">{head}'
    yield f'<span class="faint">{shown(f"{user.type}, {shown_policy}")}</span> {_where(user)}</summary>'
    for cause in sorted(failing):
        yield from _path(cause, lang, _HOPS if user.uses_elb else _NODE_HOPS)
    yield from _table(rows, result)
    yield from _calls(result.context, result, user)
    yield "</details>"


def _rows(result: Result, user: ElbUser) -> Rows:
    if not isinstance(user, Service):
        return []
    table = result.library.table
    env = table.env(user, result.context, result.lang)
    return [(caller, address, table.answer(env, caller, address)) for caller, address in table.rows(env)]


def _links(found: list[tuple[int, Finding]]) -> str:
    """Links to findings."""
    return "".join(
        f'<a class="chip {one.severity}" href="#finding-{number}">{escape(one.rule)}</a>'
        for number, one in found[:_MOST_LINKS]
    )


def _path(cause: str, lang: str, shown_hops: tuple[str, ...]) -> Iterator[str]:
    """The hops from a caller to a backend, with the one that breaks."""
    broken = min(_BROKEN[cause], len(shown_hops) - 1)
    hops = []
    for number, hop in enumerate(shown_hops):
        label = word(hop, lang) if hop.startswith("html-") else hop
        kind = ' class="broken"' if number == broken else ' class="never"' if number > broken else ""
        hops.append(f'<li{kind}><span class="hop">{label}</span></li>')
    yield f'<figure><ol class="path">{"".join(hops)}</ol>'
    chip = f'<span class="chip error">{word(cause, lang)}</span>'
    message = "html-no-local-endpoint-node" if shown_hops is _NODE_HOPS else f"html-{cause}"
    yield f"<figcaption>{chip} {word(message, lang)}</figcaption></figure>"


def _table(rows: Rows, result: Result) -> Iterator[str]:
    lang, table = result.lang, result.library.table
    callers = list(dict.fromkeys(caller for caller, _, _ in rows))
    addresses = list(dict.fromkeys(address for _, address, _ in rows))
    answers = {(caller, address): answer for caller, address, answer in rows}
    heads = "".join(
        f'<th scope="col">{escape(table.addresses[address].words[lang])}</th>' for address in addresses
    )
    yield f'<div class="wide"><table><caption>{word("html-table", lang)}</caption>'
    yield f'<thead><tr><th scope="col">{word("caller", lang)}</th>{heads}</tr></thead><tbody>'
    for caller in callers:
        cells = "".join(_cell(answers.get((caller, address)), lang) for address in addresses)
        yield f'<tr><th scope="row">{escape(table.callers[caller][lang])}</th>{cells}</tr>'
    yield "</tbody></table></div>"


def _cell(answer: Answer | None, lang: str) -> str:
    if answer is None:
        return "<td></td>"
    if isinstance(answer.truth, Unknown):
        needs = ", ".join(sorted(answer.truth.needs)) or "; ".join(answer.truth.reasons)
        return f'<td class="warning">? {word("unknown", lang)}<br><small>{shown(needs)}</small></td>'
    if not answer.truth:
        causes = word("comma", lang).join(word(cause, lang) for cause in answer.causes)
        return f'<td class="error">✕ {word("not-reachable-because", lang, causes=causes)}</td>'
    return f'<td class="good">✓ {word("reachable", lang)}</td>'


def _calls(context: LintContext, result: Result, user: Service) -> Iterator[str]:
    lang = result.lang
    calls = [call for call in context.calls_to(user) if not call.target.is_undecided]
    if not calls:
        return
    yield f'<div class="faint">{word("callers", lang)}</div><ul>'
    for call in calls:
        fails = call_fails(result.library.table, Env(context, {"call": call}, call.cluster, lang))
        kind, message = ("good", "reachable") if fails is False else ("error", "not-reachable")
        if isinstance(fails, Unknown):
            kind, message = "warning", "unknown"
        location = shown(str(call.location(call.text_field.path)))
        who = shown(f"{call}, {call.text_field.where}, {call.address}")
        chip = f'<span class="chip {kind}">{word(message, lang)}</span>'
        yield f'<li>{chip} {who} <code class="faint">{location}</code></li>'
    yield "</ul>"
