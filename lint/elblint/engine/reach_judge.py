"""The reachability of all objects of a run, judged once by the reachability table for whoever shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from elblint.engine.condition import Env, Truth
from elblint.engine.premises import Premise, premises_of
from elblint.engine.reach_model import (
    ELB_ADDRESS,
    EVERYWHERE,
    ColumnVerdict,
    ReachCall,
    ReachCell,
    ReachModel,
    ReachObject,
    Verdict,
)
from elblint.engine.reachability import Answer, Column, Known, ReachTable
from elblint.engine.reference_reach import call_cells, call_fails, failing_cells
from elblint.i18n.words import word
from elblint.model.addresses.references import AddressReference
from elblint.model.context import LintContext
from elblint.model.elb_users import ElbUser
from elblint.model.facts import FACTS, value_of
from elblint.model.gateways import Gateway
from elblint.model.ingresses import Ingress
from elblint.model.services import Service
from elblint.model.unknown import Unknown


def reach_model(context: LintContext, table: ReachTable, lang: str, *, by_column: bool = True) -> ReachModel:
    """Return the reachability of all Services, and of the Ingresses and Gateways on an ELB.

    ``by_column`` says for what is not known in which kinds of cluster it fails.
    Services that were released are left out: they have neither a node's nor an ELB's address.
    """
    users = [
        one
        for kind in ("Service", "Ingress", "Gateway")
        for one in context.by_kind.get(kind, [])
        if isinstance(one, ElbUser) and one.span is None
    ]
    judge = _Judge(context, table, lang, by_column=by_column)
    judged = (judge.object(user) for user in users if isinstance(user, Service) or user.uses_elb)
    return ReachModel(tuple(judged), lang)


def reach_object(user: ElbUser, context: LintContext, table: ReachTable, lang: str) -> ReachObject:
    """Return the reachability of one object."""
    return _Judge(context, table, lang, by_column=False).object(user)


class _Judge:
    def __init__(self, context: LintContext, table: ReachTable, lang: str, *, by_column: bool) -> None:
        self.context = context
        self.table = table
        self.lang = lang
        self.by_column = by_column

    def object(self, user: ElbUser) -> ReachObject:
        premises = premises_of(user, self.context)
        return self._service(user, premises) if isinstance(user, Service) else self._other(user, premises)

    def _service(self, service: Service, premises: tuple[Premise, ...]) -> ReachObject:
        table, lang = self.table, self.lang
        env = table.env(service, self.context, lang)
        rows = list(table.rows(env))
        columns = table.possible_columns(service.cluster) if self.by_column else []
        cells = tuple(self._cells(env, rows, columns if len(columns) > 1 else []))
        policy = value_of("service.external-traffic-policy", service, self.context)
        remarks = []
        if rows and isinstance(value_of("service.on-cce", service, self.context), Unknown):
            remarks.append(word("not-on-cce", lang))
        if rows and service.cluster.category is None:
            remarks.append(word("turbo-has-no-column", lang))
        # In the order of the table, which rows() follows for the callers only.
        present = {address for _, address in rows}
        return ReachObject(
            service,
            f"{service.type}, {'?' if isinstance(policy, Unknown) else policy}",
            premises,
            {caller: table.callers[caller][lang] for caller in dict.fromkeys(caller for caller, _ in rows)},
            {name: one.words[lang] for name, one in table.addresses.items() if name in present},
            cells,
            tuple(self._calls(service)),
            tuple(remarks),
        )

    def _other(self, user: ElbUser, premises: tuple[Premise, ...]) -> ReachObject:
        captured = value_of(f"{user.kind.lower()}.captured", user, self.context)
        if isinstance(captured, Unknown):
            cell = ReachCell(EVERYWHERE, ELB_ADDRESS, "unknown", (), self._undecided(captured))
        elif captured:
            cell = ReachCell(EVERYWHERE, ELB_ADDRESS, "unreachable", ("capture",))
        else:
            cell = ReachCell(EVERYWHERE, ELB_ADDRESS, "reachable")
        calls = (
            self._call(call, cell.verdict, cell.causes, cell.notes, ((EVERYWHERE, ELB_ADDRESS),))
            for call in self._calls_to(user)
        )
        return ReachObject(
            user,
            _class_of(user) or "?",
            premises,
            {EVERYWHERE: word("everywhere", self.lang)},
            {ELB_ADDRESS: word("elb-address", self.lang)},
            (cell,),
            tuple(calls),
        )

    def _cells(self, env: Env, rows: Iterable[tuple[str, str]], columns: list[Column]) -> Iterator[ReachCell]:
        known: Known = {}
        envs: list[tuple[Column, Env, Known]] = []
        for caller, address in rows:
            answer = self.table.answer(env, caller, address, known)
            cell = self._cell(caller, address, answer)
            if cell.verdict == "unknown" and columns:
                envs = envs or [(column, self.table.in_column(env, column), {}) for column in columns]
                each = [
                    (column, self.table.answer(asked, caller, address, kept)) for column, asked, kept in envs
                ]
                if len({_verdict(one.truth) for _, one in each}) > 1:
                    cell = cell._replace(
                        notes=(self._by_column_words(each), *cell.notes),
                        by_column=tuple(
                            ColumnVerdict(column.name, _verdict(one.truth), one.causes)
                            for column, one in each
                        ),
                    )
            yield cell

    def _cell(self, caller: str, address: str, answer: Answer) -> ReachCell:
        notes: tuple[str, ...] = ()
        if isinstance(answer.truth, Unknown):
            notes = self._undecided(answer.truth)
        elif answer.truth:
            # An address on the internet is reached from inside only by whoever may leave (elb_faq_21020218).
            named = [("unlisted", answer.unlisted), ("needs-way-out", address == "elb-public")]
            notes = tuple(word(name, self.lang) for name, holds in named if holds)
        return ReachCell(caller, address, _verdict(answer.truth), answer.causes, notes)

    def _by_column_words(self, each: Sequence[tuple[Column, Answer]]) -> str:
        """Return a sentence with the kinds of cluster in which a cell fails, and why."""
        comma = word("comma", self.lang)
        failing = [(column, answer) for column, answer in each if answer.truth is False]
        if not failing:
            return word("no-kind-fails", self.lang)
        causes = dict.fromkeys(cause for _, answer in failing for cause in answer.causes)
        return word(
            "fails-in",
            self.lang,
            causes=comma.join(word(cause, self.lang) for cause in causes),
            columns=comma.join(column.words[self.lang] for column, _ in failing),
        )

    def _calls_to(self, user: ElbUser) -> list[AddressReference]:
        return [call for call in self.context.calls_to(user) if not call.target.is_undecided]

    def _calls(self, service: Service) -> Iterator[ReachCall]:
        for call in self._calls_to(service):
            env = Env(self.context, {"call": call}, call.cluster, self.lang)
            fails = call_fails(self.table, env)
            rows = tuple((cell.caller, cell.address) for cell in call_cells(self.table, env, call))
            if isinstance(fails, Unknown):
                yield self._call(call, "unknown", (), self._undecided(fails), rows)
            elif fails:
                causes = dict.fromkeys(
                    cause for one in failing_cells(self.table, env) for cause in one.answer.causes
                )
                yield self._call(call, "unreachable", tuple(causes), (), rows)
            else:
                yield self._call(call, "reachable", (), (), rows)

    def _call(
        self,
        call: AddressReference,
        verdict: Verdict,
        causes: tuple[str, ...],
        notes: tuple[str, ...],
        rows: tuple[tuple[str, str], ...],
    ) -> ReachCall:
        field = call.text_field
        return ReachCall(
            str(call), call.cluster.name, field.where, call.address, call.location(field.path),
            verdict, causes, notes, rows,
        )  # fmt: skip

    def _undecided(self, unknown: Unknown) -> tuple[str, ...]:
        """Return the facts that would decide, each with how to give it, and the reasons that none can."""
        hints = (f"{name}: {FACTS[name].hint_in(self.lang)}" for name in sorted(unknown.needs))
        return (*hints, *unknown.reasons)


def _verdict(truth: Truth) -> Verdict:
    """Return the word for the answer to the question if an address is reached."""
    return "unknown" if isinstance(truth, Unknown) else "reachable" if truth else "unreachable"


def _class_of(user: ElbUser) -> str | None:
    if isinstance(user, Gateway):
        return user.class_name
    return user.ingress_class if isinstance(user, Ingress) else None
