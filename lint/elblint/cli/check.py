"""``elblint check``, which is also what a bare ``elblint`` does."""

from __future__ import annotations

import os
import sys
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer
from typer.core import TyperCommand

from elblint.cli import options as opt
from elblint.cli.exit_codes import CLEAN, FAILURE, FINDINGS
from elblint.cli.output import style, write
from elblint.errors import UsageError

if TYPE_CHECKING:
    from elblint.triage.result import Result

_PAIRS = "elblint.pairs"


class Format(str, Enum):
    """The formats of a report."""

    text = "text"
    sarif = "sarif"


class Threshold(str, Enum):
    """What makes a run fail."""

    error = "error"
    warning = "warning"
    note = "note"
    never = "never"


class PairedOutputs(TyperCommand):
    """Remembers in which order ``-f`` and ``-o`` were given: an ``-o`` belongs to the ``-f`` before it."""

    def make_parser(self, ctx: Any) -> Any:
        """The parser, made to note the order of the two options in ``ctx.meta``."""
        parser = super().make_parser(ctx)
        parse = parser.parse_args

        def parse_args(args: list[str]) -> Any:
            options, rest, order = parse(args)
            ctx.meta[_PAIRS] = [param.name for param in order if param.name in {"formats", "outputs"}]
            return options, rest, order

        parser.parse_args = parse_args  # type: ignore[method-assign]
        return parser


def check(
    ctx: typer.Context,
    paths: opt.Paths = None,
    formats: Annotated[
        Optional[list[Format]],  # noqa: UP045
        typer.Option(
            "-f", "--format", help="The report's format; may be given several times.", show_default=False
        ),
    ] = None,
    outputs: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Where the -f before it goes; else standard output.",
            show_default=False,
        ),
    ] = None,
    cluster: opt.ClusterWords = "",
    category: opt.Category = "",
    network: opt.Network = "",
    proxy: opt.Proxy = "",
    cluster_version: opt.ClusterVersion = "",
    config: opt.ConfigFile = "",
    no_config: opt.NoConfig = False,
    select: Annotated[
        str, typer.Option(metavar="IDS", help="Only these rules: ids or their beginnings, with commas.")
    ] = "",
    ignore: Annotated[str, typer.Option(metavar="IDS", help="Not these rules.")] = "",
    rules: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(metavar="DIR", help="A folder with rules of your own.", show_default=False),
    ] = None,
    fail_on: Annotated[
        Optional[Threshold],  # noqa: UP045
        typer.Option(help="The lowest severity that ends in exit code 1 (warning).", show_default=False),
    ] = None,
    exclude: opt.Excludes = None,
    force_exclude: Annotated[
        bool, typer.Option("--force-exclude", help="Leave out excluded files even if they are named.")
    ] = False,
    parse_all: Annotated[
        bool, typer.Option("--parse-all", help="Check the syntax of documents that no rule looks at, too.")
    ] = False,
    no_ignore: Annotated[
        bool,
        typer.Option("--no-ignore", help="Show what comments, annotations and the configuration suppress."),
    ] = False,
    no_kustomize: opt.NoKustomize = False,
    no_helm: opt.NoHelm = False,
    values: opt.Values = None,
    sets: opt.Sets = None,
    release: opt.ReleaseName = "",
    namespace: opt.Namespace = "",
    stdin_filename: opt.StdinName = "",
    sarif_category: Annotated[
        str, typer.Option(metavar="NAME", help="Keeps several SARIF uploads of one repository apart.")
    ] = "",
    lang: opt.Lang = None,
    color: opt.Colour = opt.When.auto,
) -> None:
    """Lint manifests. Exit code: 0 clean, 1 findings, 2 something could not be read or understood."""
    from dataclasses import replace

    from elblint.environments import ReleaseOptions
    from elblint.language import choose_language
    from elblint.run import Request, lint
    from elblint.triage.select import fails

    reports = _paired(ctx.meta.get(_PAIRS, []), formats or [], outputs or [])
    told = opt.told(cluster, category, network, proxy, cluster_version)
    chosen = opt.configured(paths, config, no_config, told)
    chosen = replace(
        chosen,
        select=_listed(select) or chosen.select,
        ignore=chosen.ignore + _listed(ignore),
        exclude=chosen.exclude + tuple(exclude or ()),
        rules=chosen.rules + tuple(os.path.relpath(folder, chosen.root) for folder in rules or () if folder),
    )
    language = choose_language(lang.value if lang else chosen.lang)
    request = Request(
        opt.paths_to_lint(paths, chosen),
        stdin_filename or "<stdin>",
        force_exclude,
        parse_all,
        kustomize=not no_kustomize,
        suppress=not no_ignore,
        helm=not no_helm,
        release=ReleaseOptions(tuple(values or ()), tuple(sets or ()), release, namespace),
    )
    result = lint(request, chosen, language)
    for kind, output in reports:
        write(_report(kind, result, color, output, sarif_category), output)
    if result.counts.unread:
        raise typer.Exit(FAILURE)
    threshold = fail_on.value if fail_on else (chosen.fail_on or "warning")
    raise typer.Exit(FINDINGS if fails(result.findings, threshold) else CLEAN)


def _listed(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(",") if word.strip())


def _paired(order: list[str], formats: list[Format], outputs: list[str]) -> list[tuple[str, str]]:
    """Formats with their outputs; ``-`` is standard output. Raises UsageError if they do not pair up."""
    if not order:
        return [(Format.text.value, "-")]
    pairs: list[tuple[str, str]] = []
    waiting = False
    left, targets = iter(formats), iter(outputs)
    for option in order:
        if option == "formats":
            pairs.append((next(left).value, "-"))
            waiting = True
        elif waiting or not (pairs or formats):
            kind = pairs.pop()[0] if pairs else Format.text.value
            pairs.append((kind, next(targets)))
            waiting = False
        else:
            raise UsageError("each -o FILE needs a -f FORMAT of its own in front of it")
    written = [output for _, output in pairs]
    twice = next((output for output in written if written.count(output) > 1), None)
    if twice is not None:
        where = "standard output" if twice == "-" else twice
        raise UsageError(f"two reports would go to {where}; give each -f its own -o FILE")
    return pairs


def _report(kind: str, result: Result, color: opt.When, output: str, sarif_category: str) -> bytes:
    if kind == Format.sarif.value:
        from elblint.report.sarif import repository_root, sarif_report

        return sarif_report(result, repository_root(), sarif_category).encode("utf-8", "backslashreplace")
    from elblint.report.text import text_report

    report = text_report(result, style(color, output))
    encoding = "utf-8" if output != "-" else getattr(sys.stdout, "encoding", None) or "utf-8"
    return report.encode(encoding, "backslashreplace")
