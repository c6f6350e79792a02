"""The reachability of one Service, Ingress or Gateway in short, and as the table of ``elblint reach``."""

from __future__ import annotations

from typing import NamedTuple

from elblint.engine.library import Library
from elblint.engine.reach_judge import reach_object
from elblint.engine.reach_model import ReachModel
from elblint.i18n.words import word
from elblint.model.context import LintContext
from elblint.model.elb_users import ElbUser
from elblint.model.gateways import Gateway
from elblint.model.ingresses import Ingress
from elblint.model.services import Service
from elblint.report.reach.text import render
from elblint.report.registry import RenderOptions

_COLUMNS = 100


class ReachSummary(NamedTuple):
    """One object: how many of its paths from inside the cluster fail, and of how many that is not known."""

    title: str
    start: int
    end: int
    failing: int
    unknown: int
    paths: int


def users_in(path: str, context: LintContext) -> list[ElbUser]:
    """Return the objects of a file that an ELB stands behind."""
    return [
        one
        for kind in ("Service", "Ingress", "Gateway")
        for one in context.by_kind.get(kind, [])
        if isinstance(one, (Service, Ingress, Gateway)) and one.source.path == path and one.uses_elb
    ]


def summary_of(user: ElbUser, library: Library, context: LintContext, lang: str) -> ReachSummary | None:
    """Return the numbers for one object; None if it has no address that could be called."""
    place = user.location(("metadata", "name"))
    if place.source is not user.source:
        return None
    verdicts = [cell.verdict for cell in reach_object(user, context, library.table, lang).cells]
    failing, unknown, paths = verdicts.count("unreachable"), verdicts.count("unknown"), len(verdicts)
    if not paths:
        return None
    title = word("paths-fail", lang, failing=failing, paths=paths)
    if unknown:
        title += word("paths-unknown", lang, n=unknown)
    return ReachSummary(title, place.start, place.end, failing, unknown, paths)


def matrix_of(user: ElbUser, library: Library, context: LintContext, lang: str) -> str:
    """Return who reaches which address of an object, as text."""
    model = ReachModel((reach_object(user, context, library.table, lang),), lang)
    return render(model, RenderOptions(columns=_COLUMNS))
