"""Reachability as Markdown, for a job summary, a comment or a page of documentation."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.engine.premises import premise_words
from elblint.engine.reach_model import ReachModel, ReachObject
from elblint.i18n.words import word
from elblint.report.escapes import in_code, in_markdown
from elblint.report.reach.text import verdict_words
from elblint.report.registry import RenderOptions
from elblint.text.printable import Report, report_of_lines

SIGNS = {"reachable": "✅", "unreachable": "❌", "unknown": "❔"}


def render(model: ReachModel, options: RenderOptions) -> Report:
    """Return a table for each object that has an address, with its premises, notes and calls."""
    lines = [line for one in model.objects if one.cells for line in _object(one, model.lang)]
    return report_of_lines(lines[:-1] or [in_markdown(word("no-services", model.lang))])


def _object(one: ReachObject, lang: str) -> Iterator[str]:
    yield f"### {in_code(str(one.user))} {in_markdown(one.summary)}"
    yield ""
    colon = word("colon", lang)
    yield f"{in_code(str(one.user.location(('metadata', 'name'))))}"
    yield f"{word('premises', lang)}{colon}{in_markdown(premise_words(one.premises, lang))}"
    yield ""
    yield f"| {word('caller', lang)} | " + " | ".join(map(in_markdown, one.addresses.values())) + " |"
    yield "| --- |" + " --- |" * len(one.addresses)
    notes: list[str] = []
    for caller, words in one.callers.items():
        cells = []
        for address in one.addresses:
            cell = one.cell(caller, address)
            if cell is None:
                cells.append("–")
                continue
            notes += [note for note in cell.notes if note not in notes]
            causes = word("comma", lang).join(word(cause, lang) for cause in cell.causes)
            marks = "".join(f" <sup>{notes.index(note) + 1}</sup>" for note in cell.notes)
            cells.append(f"{SIGNS[cell.verdict]} {causes}".rstrip() + marks)
        yield f"| {in_markdown(words)} | " + " | ".join(cells) + " |"
    yield ""
    for number, note in enumerate([*notes], 1):
        yield f"<sup>{number}</sup> {in_markdown(note)}  "
    for remark in one.remarks:
        yield f"{in_markdown(remark)}  "
    if one.calls:
        yield ""
        yield f"{word('callers', lang)}{colon}".rstrip()
        yield ""
    for call in one.calls:
        who = f"{in_code(call.caller)} {in_code(call.where)} {in_code(call.address)}"
        yield f"- {SIGNS[call.verdict]} {who} {in_markdown(verdict_words(call, lang))} {in_code(str(call.location))}"
    yield ""
