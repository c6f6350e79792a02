"""Everything that an editor asks of its open files: one object that answers, by paths and offsets."""

from __future__ import annotations

import os

from elblint.config.settings import ClusterOfPath
from elblint.editor.actions import Action, TextEdit, actions_for
from elblint.editor.completion import Completion, complete_at
from elblint.editor.differences import Difference
from elblint.editor.files import EditedFiles
from elblint.editor.hover import Explanation, explain_at
from elblint.editor.places import place_at
from elblint.editor.reach import ReachSummary, matrix_of, summary_of, users_in
from elblint.editor.symbols import Symbol, callers_of, outline, targets_of
from elblint.engine.finding import Edit, Finding
from elblint.fixes.apply import plan_fixes
from elblint.i18n.words import word
from elblint.model.elb_users import ElbUser
from elblint.report.rule_page import page_of
from elblint.text.source import Location, SourceText


class EditedWorkspace(EditedFiles):
    """Answers about files as they are typed. Offsets are 0-based and count code points."""

    def phrase(self, name: str) -> str:
        """Return words of elblint's own in the language of the workspace."""
        return word(name, self.lang)

    def page_of(self, finding: Finding) -> str:
        """Return the address of the page about a finding's rule; empty if it has none."""
        rule = self.session.rules_by_id.get(finding.rule)
        return "" if rule is None else page_of(rule, self.lang)

    def findings_of(self, path: str) -> list[Finding]:
        """Return the findings of one file, by place."""
        return [self.placed(one) for one in self._by_path().get(os.path.abspath(path), [])]

    def placed(self, finding: Finding) -> Finding:
        """Return a finding with its places in the texts as they are now: what was rendered may be of earlier ones."""
        if not self._typed:
            return finding
        location = self._placed(finding.location)
        related = tuple(one._replace(location=self._placed(one.location)) for one in finding.related)
        is_same = location is finding.location and all(
            one.location is other.location for one, other in zip(related, finding.related, strict=True)
        )
        return finding if is_same else finding._replace(location=location, related=related)

    def explain(self, path: str, offset: int) -> Explanation | None:
        """Return what is known of what stands at an offset, in Markdown; nothing of a Secret."""
        source = self._source(path)
        with self.in_force():
            result = self.result(with_tools=False)
            return explain_at(source, offset, result, self.findings_of(path))

    def complete(self, path: str, offset: int) -> list[Completion]:
        """Return what can stand at an offset."""
        source = self._source(path)
        with self.in_force():
            return complete_at(
                source, offset, self.result(with_tools=False), ClusterOfPath(self.config)(path)
            )

    def outline(self, path: str) -> list[Symbol]:
        """Return the objects of a file."""
        with self.in_force():
            return outline(self._source(path))

    def targets(self, path: str, offset: int) -> list[Location]:
        """Return where a value leads: to the users of an ELB, to a Service, to what answers to an address."""
        source = self._source(path)
        with self.in_force():
            context = self.result(with_tools=False).context
            place = place_at(source, offset)
            return [] if place is None else targets_of(place, source, context)

    def callers(self, path: str, offset: int) -> list[Location]:
        """Return the places that lead to the object at an offset."""
        source = self._source(path)
        with self.in_force():
            context = self.result(with_tools=False).context
            place = place_at(source, offset)
            return [] if place is None else callers_of(place, source, context)

    def reach(self, path: str) -> list[ReachSummary]:
        """Return for each object of a file on an ELB how many of its paths fail."""
        result = self.result(with_tools=False)
        users = users_in(self._source(path).path, result.context)
        found = (summary_of(user, result.library, result.context, self.lang) for user in users)
        return [one for one in found if one is not None]

    def matrix(self, path: str, offset: int) -> str:
        """Return who reaches which address of the object whose name stands at an offset; empty if none does."""
        result = self.result(with_tools=False)
        user = self._user_at(path, offset)
        return "" if user is None else matrix_of(user, result.library, result.context, self.lang)

    def actions(self, path: str, start: int, end: int) -> list[Action]:
        """Return the edits for findings between two offsets: fixes, suppressions, facts for the configuration."""
        found = [
            one
            for one in self._by_path().get(os.path.abspath(path), [])
            if one.location.start <= end and one.location.end >= start and self.placed(one) is one
        ]
        source = self._source(path)
        texts = {os.path.abspath(name): text for name, text in self.texts.items()}
        config = os.path.abspath(self.config.path) if self.config.path else ""
        if config and (written := self.text(config)) is not None:
            texts[config] = written
        with self.in_force():
            return actions_for(found, source, self.config, self.roots[0], texts, self.lang)

    def edit_to(self, path: str, after: str) -> TextEdit:
        """Return the edit that turns a file's text into another one."""
        change = Difference(self.text(path) or "", after)
        return TextEdit(path, change.start, change.end, change.text)

    def safe_fixes(self, path: str) -> str | None:
        """Return a file's text with all safe fixes made, proven by linting again; None if there are none."""
        shown = self._source(path).path

        def wanted(finding: Finding, edit: Edit) -> bool:
            own = all(location.path == shown for location, _ in edit.replacements)
            return edit.safe and not edit.choice and own

        with self.in_force():
            done = plan_fixes(self.request(), self.config, self.lang, wanted)
        return done.after.get(shown)

    def _source(self, path: str) -> SourceText:
        """Return the text of a file, the very one of the last run if it was linted."""
        shown = self._shown(path)
        text = self.text(path) or ""
        for one in self.result(with_tools=False).context.objects:
            if one.source.path == shown and one.source.text == text:
                return one.source
        return SourceText(shown, text)

    def _placed(self, location: Location) -> Location:
        text = self._unsaved.get(location.path) if location.path in self._typed else None
        before = location.source.text
        if text is None or text == before:
            return location
        change = self._changes.get(location.path)
        if change is None or change.before is not before or change.after is not text:
            change = self._changes[location.path] = Difference(before, text)
        return change.moved(location)

    def _by_path(self) -> dict[str, list[Finding]]:
        found: dict[str, list[Finding]] = {}
        for one in self.result(with_tools=False).findings:
            found.setdefault(os.path.abspath(one.location.path), []).append(one)
        return found

    def _user_at(self, path: str, offset: int) -> ElbUser | None:
        source = self._source(path)
        for user in users_in(source.path, self.result(with_tools=False).context):
            if user.start <= offset <= user.node.end:
                return user
        return None


__all__ = [
    "Action",
    "Completion",
    "EditedWorkspace",
    "Explanation",
    "ReachSummary",
    "Symbol",
    "TextEdit",
]
