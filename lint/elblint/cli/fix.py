"""``elblint fix``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from elblint.cli import completion
from elblint.cli import options as opt
from elblint.cli.command import lints
from elblint.cli.exit_codes import CLEAN, FAILURE, FINDINGS
from elblint.cli.lint_options import LintOptions
from elblint.cli.output import encoded, print_error, style, write
from elblint.cli.run_settings import When
from elblint.errors import UsageError
from elblint.i18n.localized import localized

if TYPE_CHECKING:
    from elblint.engine.finding import Edit, Finding
    from elblint.engine.rule import Rule
    from elblint.report.layout import Paint
    from elblint.syntax.text_changes import Changes
    from elblint.text.source import Location


_MOST_DIGITS = 3
_LONGEST_LINE = 1000


@lints
def fix(
    options: LintOptions,
    write_files: Annotated[
        bool, typer.Option("--write", help="Change the files; else only the difference is shown.")
    ] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Also edits that may change more than the finding says.")
    ] = False,
    choose: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            metavar="RULE=N",
            help="Make fix N of a rule's findings, as they number it.",
            show_default=False,
            autocompletion=completion.choices,
        ),
    ] = None,
    output: Annotated[
        str,
        typer.Option(
            "-o", "--output", metavar="FILE", help="A file for the difference, which is UTF-8 there."
        ),
    ] = "-",
    color: opt.Colour = When.auto,
) -> None:
    """Show, or make, the edits that fix findings. Exit code 1 if some are shown and not made."""
    from elblint.cli.progress import shown_progress
    from elblint.fixes.apply import changes_of, plan_fixes
    from elblint.fixes.apply import write_files as write_all
    from elblint.i18n.words import choose_language, word
    from elblint.report.layout import Paint
    from elblint.text.printable import printable, report_of_lines

    chosen = options.configured()
    language = choose_language(chosen.lang)
    choices = _choices(choose or [])

    def wanted(finding: Finding, edit: Edit) -> bool:
        if edit.choice:
            return choices.get(finding.rule) == edit.fix
        return edit.safe or unsafe

    with shown_progress(language) as progress:
        done = plan_fixes(options.request(chosen, progress), chosen, language, wanted)
    assert done.result is not None
    _check(choices, done.result.rules)
    paint = Paint(colour=style(color, output).colour)
    lines = [line for path in sorted(done.changes) for line in _difference(done.changes[path], paint)]
    if (
        not lines
        and not write_files
        and not (output == "-" and sys.stdout is not None and sys.stdout.isatty())
    ):
        lines = _no_difference([*options.paths, *(one.source.path for one in done.result.context.objects)])
    if output != "-":
        write(encoded(report_of_lines(lines, is_difference=True)), output)
        paint, lines = Paint(colour=style(color, "-").colour), []
    left = done.result.findings
    waiting = sum(any(not edit.safe and not edit.choice for edit in one.edits) for one in left)
    offered = ""
    if not write_files:
        for finding in left:
            for edit in (edit for edit in finding.edits if edit.choice):
                where = printable(str(finding.location))
                offered = f"{finding.rule}={edit.fix}"
                lines += ["", f"# {offered}: {where}: {finding.subject}: {edit.choice}"]
                if any(_is_long(location) for location, _ in edit.replacements):
                    continue
                for changes in changes_of(edit).values():
                    # Indented, so that nobody makes all choices at once by handing the output to git.
                    lines += [f"  {line}" for line in _difference(changes, paint)]
    else:
        write_all(done)
    said = word("fixed" if write_files else "to-fix", language, n=len(done.fixed), files=len(done.after))
    if waiting and not unsafe:
        said += word("unsafe-left", language, n=waiting)
    if done.left_out:
        said += word("left-out", language, paths=", ".join(sorted(done.left_out)))
    if offered:
        lines += ["", word("to-choose", language, choice=offered)]
    lines += [*([""] if lines else []), said]
    write(encoded(report_of_lines(lines, colour=paint.colour, is_difference=True), "-"), "-")
    if done.result.counts.unread:
        for finding in left:
            if finding.unreadable:
                print_error(f"{finding.location}: {finding.title}: {finding.message}")
        raise typer.Exit(FAILURE)
    raise typer.Exit(FINDINGS if done.fixed and not write_files else CLEAN)


def _choices(given: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for text in given:
        rule, _, number = text.partition("=")
        if not number.isdecimal() or len(number) > _MOST_DIGITS:
            raise UsageError(localized("choose-form").at(f"--choose {text}"))
        found[rule] = int(number)
    return found


def _check(choices: dict[str, int], rules: list[Rule]) -> None:
    """Raises UsageError for a choice that no rule of the run offers."""
    offered = {rule.id: [len(rule.fix) for edit in rule.edits if edit.choice] for rule in rules}
    for name, number in choices.items():
        most = max(offered.get(name, []), default=0)
        if not 1 <= number <= most:
            message = localized("choose-numbers", most=most) if most else localized("choose-nothing")
            raise UsageError(message.at(f"--choose {name}={number}"))


def _no_difference(paths: Iterable[str]) -> list[str]:
    """Return a difference that changes nothing in one of some files: ``git apply`` refuses one without any."""
    for path in paths:
        name = os.path.normpath(path).replace(os.sep, "/")
        is_plain = name.isascii() and name.isprintable() and not set('"\\') & set(name)
        if is_plain and not name.startswith(("../", "/")) and os.path.isfile(path):
            return [
                f"diff --git a/{name} b/{name}",
                "similarity index 100%",
                f"rename from {name}",
                f"rename to {name}",
            ]
    return []


def _is_long(location: Location) -> bool:
    """Return whether a place is in a line that nobody would read: a file that is one line of JSON."""
    start, end = location.source.line_around(location.start)
    return end - start > _LONGEST_LINE


def _difference(changes: Changes, paint: Paint) -> Iterator[str]:
    for line in changes.difference():
        plain = line.removesuffix("\r")
        colour = {"+": "good", "-": "error", "@": "place"}.get(line[:1], "")
        yield (paint(plain, colour) if colour else plain) + line[len(plain) :]
