"""``elblint check``, after its options were parsed by either parser."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from enum import Enum

from elblint.cli.exit_codes import CLEAN, FAILURE, FINDINGS
from elblint.cli.lint_options import LintOptions
from elblint.cli.option import Options, option
from elblint.cli.output import encoded, style, write
from elblint.cli.run_settings import When
from elblint.errors import OUT_OF_MEMORY, ElblintError, FileChanged, LimitError, UsageError, fault_words
from elblint.i18n.localized import localized
from elblint.report.registry import Format, render
from elblint.system.type_names import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from elblint.cli.report_cache import RunCache
    from elblint.config.settings import Config
    from elblint.inputs.request import Request
    from elblint.triage.result import Result


_MANY_FILES = 200
"""Fewer files, if nothing is built of them, are linted sooner than it pays to keep their reports."""


class Threshold(str, Enum):
    """The lowest severity that makes a run fail."""

    error = "error"
    warning = "warning"
    note = "note"
    never = "never"


class Grouping(str, Enum):
    """The headings below which text puts findings."""

    file = "file"
    rule = "rule"


class CheckOptions(Options):
    """The options of ``check`` alone."""

    formats: tuple[Format, ...] = option(
        (),
        "-f",
        "--format",
        metavar="FORMAT",
        help="text, sarif, json, html, github, gitlab, junit, checkstyle, markdown or concise; also several.",
        choices=Format,
    )
    outputs: tuple[str, ...] = option(
        (),
        "-o",
        "--output",
        metavar="FILE",
        help="Where the -f before it goes; without -f its name says the format.",
    )
    fail_on: Threshold | None = option(
        None, help="The lowest severity that ends in exit code 1 (warning).", choices=Threshold
    )
    sarif_category: str = option(
        "", metavar="NAME", help="Keeps several SARIF uploads of one repository apart."
    )
    statistics: bool = option(False, help="How many findings of each rule, in place of the findings.")
    quiet: bool = option(False, "-q", "--quiet", help="Findings alone, without the summary.")
    group: Grouping | None = option(
        None, help="Text: findings below a heading for each file or rule.", choices=Grouping
    )
    verbose: bool = option(False, "-v", "--verbose", help="List every file with what was done with it.")
    color: When = option(
        When.auto, help="Colour: only on a terminal, always or never.", heading="general", choices=When
    )


def check_and_exit(options: LintOptions, own: CheckOptions, order: Sequence[str]) -> NoReturn:
    """Lint, write the reports, and raise SystemExit with the exit code. Raises ElblintError.

    ``order`` has ``formats`` and ``outputs``, the fields of -f and -o, as these were given one after the other.
    """
    from elblint.cli.progress import shown_progress
    from elblint.i18n.words import choose_language
    from elblint.inputs.request import files_of
    from elblint.triage.selection import fails

    reports = _paired(own, order)
    chosen = options.configured()
    language = choose_language(chosen.lang)
    with shown_progress(language) as progress:
        request = options.request(chosen, progress)
        cache = None
        is_many = _may_be_many(request.paths)
        if is_many and not options.no_cache:
            request = request._replace(found=files_of(request, chosen))
            cache = _cache(request, own, chosen, language, reports)
        known = cache.load() if cache is not None else None
        if known is None:

            def made(request: Request) -> tuple[int, list[bytes], bool]:
                result = _linted(request, chosen, language)
                threshold = own.fail_on.value if own.fail_on else (chosen.fail_on or "warning")
                failure = FINDINGS if fails(result.findings, threshold) else CLEAN
                code = FAILURE if result.counts.unread else failure
                written = [_report(kind, result, own, output) for kind, output in reports]
                return code, written, result.is_complete

            def bounded(request: Request) -> tuple[int, list[bytes], bool]:
                from elblint.text.held_texts import HeldTexts

                with suppress(FileChanged):
                    return made(request._replace(held=HeldTexts()))
                # Somebody works on the files at this very moment.
                return *made(request._replace(outlines=None))[:2], False

            make = bounded if is_many else made
            known = make(request)[:2] if cache is None else cache.kept(request, make)
    code, written = known
    for (_, output), report in zip(reports, written, strict=True):
        write(report, output)
    raise SystemExit(code)


def _linted(request: Request, chosen: Config, language: str) -> Result:
    """Lint; if that fails for no reason of the user's, return a result that says so. Raises ElblintError."""
    from elblint.run import failed_run, lint
    from elblint.system.budget import release_run

    try:
        return lint(request, chosen, language)
    except LimitError as limit:
        kind, message = "too-large", str(limit)
    except MemoryError:
        kind, message = "too-large", OUT_OF_MEMORY
    except (ElblintError, OSError, FileChanged):
        raise
    except Exception as error:
        if os.environ.get("ELBLINT_TRACEBACK"):
            raise
        kind, message = "internal-fault", fault_words(error)
    # What was read is gone by now, and with it the memory that it took.
    release_run()
    return failed_run(kind, message, chosen, language)


def _cache(
    request: Request,
    own: CheckOptions,
    chosen: Config,
    language: str,
    reports: list[tuple[Format, str]],
) -> RunCache | None:
    """Return the cache for the reports of this run; None if they are not cached."""
    from elblint.inputs.helm import has_charts
    from elblint.inputs.kustomize.kustomization import has_kustomization
    from elblint.text.reader import STDIN

    if request.found is None or STDIN in request.paths:
        return None
    files = request.found.files
    if len(files) < _MANY_FILES and not has_kustomization(files) and not has_charts(files):
        return None
    from elblint.cli.report_cache import RunCache

    styles = [style(own.color, output) for _, output in reports]
    encoding = getattr(sys.stdout, "encoding", None)
    return RunCache.of(request.found, request, chosen, language, own, styles, encoding)


def _may_be_many(paths: Sequence[str]) -> bool:
    """Return whether there may be many files: a folder among the paths, or a long list."""
    return len(paths) >= _MANY_FILES or any(os.path.isdir(path) for path in paths)


def _paired(own: CheckOptions, order: Sequence[str]) -> list[tuple[Format, str]]:
    """Formats with their outputs; ``-`` is standard output. Raises UsageError if they do not pair up."""
    if not order:
        return [(Format.text, "-")]
    pairs: list[tuple[Format, str]] = []
    waiting = False
    left, targets = iter(own.formats), iter(own.outputs)
    for field in order:
        if field == "formats":
            pairs.append((next(left), "-"))
            waiting = True
        else:
            target = next(targets)
            if waiting:
                pairs[-1] = pairs[-1][0], target
            elif (kind := _named(target)) is not None or not (pairs or own.formats):
                pairs.append((kind or Format.text, target))
            else:
                raise UsageError(localized("output-lacks-format").at(f"-o {target}"))
            waiting = False
    written = [output for _, output in pairs]
    twice = next((output for output in written if written.count(output) > 1), None)
    if twice is not None:
        where = localized("standard-output") if twice == "-" else twice
        raise UsageError(localized("output-twice", where=where))
    return pairs


def _named(target: str) -> Format | None:
    """Return the format that the name of a file stands for."""
    from elblint.report.format_of_name import format_of_name

    kind = format_of_name(target, [one.value for one in Format])
    return None if kind is None else Format(kind)


def _newest_commit() -> str:
    """Return the newest commit of the repository that the working folder is in; empty outside of one."""
    from elblint.inputs.git_revision import commit_of

    return commit_of(".")


def _report(kind: Format, result: Result, own: CheckOptions, output: str) -> bytes:
    """Return a report as bytes."""
    options = style(own.color, output)._replace(
        is_summary=own.statistics,
        category=own.sarif_category,
        grouping=own.group.value if own.group else "",
        is_quiet=own.quiet,
        revision=_newest_commit() if kind is Format.html else "",
        is_verbose=own.verbose,
    )
    return encoded(render(kind, result, options), output, kind.value)
