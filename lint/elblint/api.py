"""The public Python interface; ``import elblint`` gives its names.

Two functions lint, one files and one texts in memory. Both return a ``Report``. Nothing is written, no program of the
tree is run, and nothing is fetched. ``docs/library.md`` shows them at work.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Literal

from elblint.config.loader import load_config as _load_config
from elblint.config.settings import Config, find_config
from elblint.editor.workspace import (
    Action,
    Completion,
    EditedWorkspace,
    Explanation,
    ReachSummary,
    Symbol,
    TextEdit,
)
from elblint.engine.finding import Certainty, Edit, Finding, Related, Severity
from elblint.errors import (
    ConfigError,
    ElblintError,
    LimitError,
    OutputError,
    RuleError,
    UsageError,
    fault_words,
)
from elblint.i18n.hints import nearest_word
from elblint.i18n.localized import localized
from elblint.i18n.words import word
from elblint.inputs.discovery import Discovery
from elblint.inputs.request import Request
from elblint.inputs.summary import Summary
from elblint.model.cluster import Cluster, KnownElb
from elblint.report.registry import Format, RenderOptions
from elblint.report.registry import render as _render
from elblint.run import config_schema, lint
from elblint.text.limits import limits_of_config, limits_set
from elblint.text.source import Location
from elblint.triage.result import Result
from elblint.triage.selection import fails
from elblint.version import __version__

__all__ = [
    "Action",
    "Certainty",
    "Cluster",
    "Completion",
    "Config",
    "ConfigError",
    "Edit",
    "ElblintError",
    "Explanation",
    "Finding",
    "KnownElb",
    "Language",
    "LimitError",
    "Location",
    "OutputError",
    "ReachSummary",
    "Related",
    "Report",
    "RuleError",
    "Severity",
    "Summary",
    "Symbol",
    "TextEdit",
    "UsageError",
    "Workspace",
    "__version__",
    "describe",
    "fault_words",
    "lint_paths",
    "lint_text",
    "load_config",
]

Language = Literal["en", "zh"]


class Report:
    """The outcome of one run: what was found, what was read, and the same in any of the formats."""

    def __init__(self, result: Result) -> None:
        self._result = result

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings in the order of their paths and offsets; suppressed ones are left out."""
        return tuple(self._result.findings)

    @property
    def summary(self) -> Summary:
        """The numbers of what was read, rendered, built, suppressed and not read."""
        return self._result.counts

    def exit_code(self, fail_on: Severity | Literal["never"] = "warning") -> int:
        """Return the exit code of the command line.

        That is 2 if some input could not be read, 1 if a finding is at least as severe as ``fail_on``, else 0.
        """
        if self._result.counts.unread:
            return 2
        return int(fails(self._result.findings, fail_on))

    def render(self, report_format: str = "text", *, columns: int = 80, colour: bool = False) -> str:
        """Return the report in a format.

        Formats are ``text``, ``concise``, ``sarif``, ``json``, ``html``, ``markdown``, ``github``, ``gitlab``,
        ``junit`` and ``checkstyle``. ``columns`` and ``colour`` are for text. Raises UsageError for another format.
        """
        try:
            kind = Format(report_format)
        except ValueError:
            hint = nearest_word(report_format, [one.value for one in Format])
            raise UsageError(localized("no-such-format", given=report_format).hinting(hint)) from None
        return _render(kind, self._result, RenderOptions(columns, colour))


def load_config(path: str | os.PathLike[str]) -> Config:
    """Read a configuration file. Raises ConfigError, with line and column, if it is not valid."""
    return _load_config(os.fspath(path), config_schema())


def describe(finding: Finding, lang: Language = "en") -> str:
    """Return a finding as plain text: what is wrong, what follows, and the facts that would decide a possible one."""
    lines = [str(finding.title), *([str(finding.message)] if finding.message else [])]
    if finding.certainty == "possible":
        needed = [f"{name}{word('colon', lang)}{hint}" for name, hint in finding.unknown_facts]
        lines += [word("possible", lang) + word("colon", lang).rstrip(), *needed, *map(str, finding.reasons)]
    return "\n".join(lines)


def lint_paths(
    paths: Sequence[str | os.PathLike[str]] | str | os.PathLike[str],
    *,
    config: Config | None = None,
    lang: Language = "en",
) -> Report:
    """Lint files and folders, as ``elblint PATH...`` does.

    Charts are rendered and kustomizations are built where the machine has the programs for it. Without ``config``
    the nearest ``.elblint.yaml`` of the first path holds, if there is one; ``Config()`` stands for none. A baseline
    and the cache of whole runs are the command line's, and are not used.

    Raises ElblintError for what the caller must correct: a path that does not exist, an invalid configuration or rule
    file. What is wrong with the input is a finding.
    """
    listed = (
        [os.fspath(paths)] if isinstance(paths, (str, os.PathLike)) else [os.fspath(one) for one in paths]
    )
    if "-" in listed:
        raise UsageError("'-' is no path here; hand the text of standard input to lint_text")
    if config is None:
        file = find_config(listed)
        config = load_config(file) if file else Config()
    return _linted(Request(listed), config, lang)


def lint_text(
    text: str | Mapping[str, str],
    *,
    name: str = "manifest.yaml",
    config: Config | None = None,
    lang: Language = "en",
) -> Report:
    """Lint texts in memory: one, reported under ``name``, or several by their names, which are linted together.

    Charts are not rendered, kustomizations are not built, and no file is read for it, beside rule files that
    ``config`` names. Without ``config`` none holds. Raises ElblintError as ``lint_paths`` does.
    """
    texts = {name: text} if isinstance(text, str) else dict(text)
    found = Discovery()
    found.files = list(texts)
    request = Request(
        (), kustomize=False, helm=False, changed=texts, found=found, is_in_memory=True, allow_empty=True
    )
    return _linted(request, config or Config(), lang)


class Workspace(EditedWorkspace):
    """Files and folders that are linted again and again, with unsaved texts in place of files, as an editor does.

    Without ``config`` the nearest ``.elblint.yaml`` of the first path holds, if there is one. A run reads what has
    changed since the last one, and asks anew only what that can have changed. Charts and kustomizations are made
    of the texts as well; a new file counts for them once it is saved. Raises ElblintError as ``lint_paths`` does.
    """

    def __init__(
        self,
        paths: Sequence[str | os.PathLike[str]] | str | os.PathLike[str],
        *,
        config: Config | None = None,
        lang: Language = "en",
    ) -> None:
        one = isinstance(paths, (str, os.PathLike))
        listed = [os.fspath(paths)] if one else [os.fspath(path) for path in paths]  # type: ignore[arg-type, union-attr]
        super().__init__(listed, config, lang)

    def lint(self, *, with_tools: bool = True) -> Report:
        """Lint the files as they are now.

        With ``with_tools``, charts and kustomizations that have changed are rendered first; else what was rendered
        last is taken.
        """
        return Report(self.result(with_tools=with_tools))


def _linted(request: Request, config: Config, lang: str) -> Report:
    if lang not in {"en", "zh"}:
        raise UsageError(localized("no-such-language", given=lang))
    with limits_set(limits_of_config(config.limits)):
        return Report(lint(request, config, lang))
