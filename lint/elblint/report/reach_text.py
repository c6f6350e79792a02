"""Reachability of the Services and Ingresses in the input, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from elblint.engine.condition import Env, Truth
from elblint.engine.reachability import Answer, Column, ReachTable
from elblint.engine.reference_reach import call_fails, failing_cells
from elblint.i18n.words import word
from elblint.model.addresses.references import AddressReference
from elblint.model.context import LintContext
from elblint.model.elb_users import ElbUser
from elblint.model.facts import FACTS, FactValue, value_of
from elblint.model.gateways import Gateway
from elblint.model.ingresses import Ingress
from elblint.model.services import Service
from elblint.model.unknown import Unknown
from elblint.report.layout import Paint, pad, width, wrap
from elblint.report.registry import RenderOptions
from elblint.text.printable import Report, printable, printable_lines, report_of_lines


def reach_report(
    users: Iterable[ElbUser],
    table: ReachTable,
    context: LintContext,
    lang: str,
    style: RenderOptions,
) -> Report:
    """For each Service: who reaches which address, in its cluster or in each column that is possible.

    For each Ingress and Gateway on an ELB: the verdict on the ELB's address from inside the cluster.
    """
    writer = _Writer(table, context, lang, style)
    lines = [line for user in users for line in [*writer.user(user), ""]][:-1]
    return report_of_lines(lines or [word("no-services", lang)], colour=style.colour)


class _Writer:
    def __init__(self, table: ReachTable, context: LintContext, lang: str, style: RenderOptions) -> None:
        self.table = table
        self.context = context
        self.lang = lang
        self.style = style
        self.paint = Paint(colour=style.colour)

    def user(self, user: ElbUser) -> Iterator[str]:
        return self.service(user) if isinstance(user, Service) else self.other(user)

    def other(self, user: ElbUser) -> Iterator[str]:
        """One verdict for all callers: a node that holds the ELB's address answers all of them."""
        captured = value_of(f"{user.kind.lower()}.captured", user, self.context)
        yield self.paint(printable_lines(f"{user}: {_class_of(user) or '?'}"), "bold")
        yield self.paint("  --> ", "place") + printable(str(user.location(("metadata", "name"))))
        verdict, paint = self._captured(captured)
        yield from (
            self.paint(line, paint)
            for line in wrap(
                f"{word('from-everywhere', self.lang)}  {verdict}", self.style.columns, "  ", "    "
            )
        )
        calls = [call for call in self.context.calls_to(user) if not call.target.is_undecided]
        yield from self._calls([(call, self._captured(captured)) for call in calls])

    def _captured(self, captured: FactValue) -> tuple[str, str]:
        if isinstance(captured, Unknown):
            return f"{word('unknown', self.lang)} ({self._undecided(captured)})", "warning"
        if not captured:
            return word("reachable", self.lang), "good"
        return word("not-reachable-because", self.lang, causes=word("capture", self.lang)), "error"

    def service(self, service: Service) -> Iterator[str]:
        env = self.table.env(service, self.context, self.lang)
        rows = list(self.table.rows(env))
        if not rows:
            yield from wrap(
                printable_lines(word("no-address", self.lang, service=service)), self.style.columns
            )
            return
        policy = value_of("service.external-traffic-policy", service, self.context)
        shown_policy = "?" if isinstance(policy, Unknown) else policy
        yield self.paint(printable_lines(f"{service}: {service.type}, {shown_policy}"), "bold")
        yield self.paint("  --> ", "place") + printable(str(service.location(("metadata", "name"))))
        if isinstance(value_of("service.on-cce", service, self.context), Unknown):
            yield from wrap(word("not-on-cce", self.lang), self.style.columns, "  ")
        columns = self.table.possible_columns(service.cluster)
        yield from self._table(env, rows, columns if len(columns) > 1 else [])
        yield from self._callers(service)

    def _table(self, env: Env, rows: list[tuple[str, str]], columns: list[Column]) -> Iterator[str]:
        """The rows by caller; side by side if several columns are possible."""
        lang = self.lang
        envs = [self.table.in_column(env, column) for column in columns] or [env]
        names = [[word(column.network, lang), word(column.proxy, lang)] for column in columns] or [
            [word("this-cluster", lang)]
        ]
        notes: list[str] = []
        label = max(width(self.table.addresses[address].words[lang]) for _, address in rows) + 6
        cell_width = max(10, *(width(part) + 2 for name in names for part in name))
        for parts in zip(*names, strict=True):
            header = "".join(pad(part, cell_width) for part in parts)
            yield self.paint(" " * label + header.rstrip(), "faint")
        before = ""
        for caller, address in rows:
            if caller != before:
                yield "  " + self.table.callers[caller][lang]
                before = caller
            cells = [
                self._cell(self.table.answer(asked, caller, address), address, len(envs) > 1, notes)
                for asked in envs
            ]
            line = "".join(
                self.paint(pad(text, cell_width) if number < len(cells) - 1 else text, style)
                for number, (text, style) in enumerate(cells)
            )
            yield pad("    " + self.table.addresses[address].words[lang], label) + line
        if len(envs) > 1:
            words = ("reachable", "not-reachable", "unknown")
            legend = [f"{sign} {word(name, lang)}" for sign, name in zip(("+", "x", "?"), words, strict=True)]
            yield "  " + "  ".join(legend)
        if env.cluster.category is None:
            yield from wrap(word("turbo-has-no-column", lang), self.style.columns, "  ")
        for number, note in enumerate(notes, 1):
            yield from wrap(printable_lines(note), self.style.columns, f"  [{number}] ")

    def _callers(self, service: Service) -> Iterator[str]:
        """Yield lines on the callers in the input: whom they call, and whether that works."""
        judged: list[tuple[AddressReference, tuple[str, str]]] = []
        for call in self.context.calls_to(service):
            if not call.target.is_undecided:
                env = Env(self.context, {"call": call}, call.cluster, self.lang)
                fails = call_fails(self.table, env)
                failing = [cell.answer for cell in failing_cells(self.table, env)]
                judged.append((call, self._verdict(fails, failing)))
        yield from self._calls(judged)

    def _calls(self, judged: list[tuple[AddressReference, tuple[str, str]]]) -> Iterator[str]:
        """Yield a line for each call, with its verdict in words and the style of that."""
        if judged:
            yield "  " + word("callers", self.lang)
        for call, (verdict, paint) in judged:
            where = printable(str(call.location(call.text_field.path)))
            message = f"{call}, {call.text_field.where}, {printable(call.address)}{word('colon', self.lang)}"
            lines = wrap(printable_lines(f"{where} {message}{verdict}"), self.style.columns, "    ", "      ")
            yield from (self.paint(line, paint) for line in lines)

    def _verdict(self, fails: Truth, failing: list[Answer]) -> tuple[str, str]:
        """A verdict on a call in words, and its style."""
        if isinstance(fails, Unknown):
            return f"{word('unknown', self.lang)} ({self._undecided(fails)})", "warning"
        if not fails:
            return word("reachable", self.lang), "good"
        causes = dict.fromkeys(cause for answer in failing for cause in answer.causes)
        named = word("comma", self.lang).join(word(cause, self.lang) for cause in causes)
        return word("not-reachable-because", self.lang, causes=named), "error"

    def _undecided(self, unknown: Unknown) -> str:
        """Return the facts that would decide a cell, and the reasons that none can."""
        hints = [f"{name}: {FACTS[name].hint[self.lang]}" for name in sorted(unknown.needs)]
        return "; ".join([*hints, *unknown.reasons])

    def _cell(self, answer: Answer, address: str, short: bool, notes: list[str]) -> tuple[str, str]:
        lang = self.lang
        if isinstance(answer.truth, Unknown):
            note = _noted(self._undecided(answer.truth), notes)
            return f"{'?' if short else word('unknown', lang)} {note}", "warning"
        if not answer.truth:
            causes = ", ".join(word(cause, lang) for cause in answer.causes)
            return "x" if short else word("not-reachable-because", lang, causes=causes), "error"
        remarks = [word("unlisted", lang)] if answer.unlisted else []
        # An address on the internet is reached from inside only by whoever may leave (elb_faq_21020218).
        remarks += [word("needs-way-out", lang)] if address == "elb-public" else []
        marks = "".join(f" {_noted(remark, notes)}" for remark in remarks)
        return ("+" if short else word("reachable", lang)) + marks, "good"


def _class_of(user: ElbUser) -> str | None:
    if isinstance(user, Gateway):
        return user.class_name
    return user.ingress_class if isinstance(user, Ingress) else None


def _noted(note: str, notes: list[str]) -> str:
    """The number of a footnote, which is added if it is new."""
    if note not in notes:
        notes.append(note)
    return f"[{notes.index(note) + 1}]"
