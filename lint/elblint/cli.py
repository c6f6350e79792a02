"""The command line. Parses options and picks an exit code; everything else is imported when it is needed."""

from __future__ import annotations

import os
import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer
from typer.core import TyperCommand, TyperGroup

from elblint import __version__
from elblint.errors import ElblintError, OutputError, UsageError

if TYPE_CHECKING:
    from elblint.config import Config
    from elblint.model.cluster import Cluster
    from elblint.report.text import Style
    from elblint.triage.result import Result

CLEAN, FINDINGS, FAILURE = 0, 1, 2
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


class Language(str, Enum):
    """The languages of reports."""

    en = "en"
    zh = "zh"


class When(str, Enum):
    """Whether to use colour."""

    auto = "auto"
    always = "always"
    never = "never"


class _CheckByDefault(TyperGroup):
    """Takes ``elblint manifests/`` as ``elblint check manifests/``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in {"--help", "-h", "--version"}):
            args = ["check", *args]
        return super().parse_args(ctx, args)


class _PairedOutputs(TyperCommand):
    """Remembers in which order ``-f`` and ``-o`` were given: an ``-o`` belongs to the ``-f`` before it."""

    def make_parser(self, ctx: Any) -> Any:
        parser = super().make_parser(ctx)
        parse = parser.parse_args

        def parse_args(args: list[str]) -> Any:
            options, rest, order = parse(args)
            ctx.meta[_PAIRS] = [param.name for param in order if param.name in {"formats", "outputs"}]
            return options, rest, order

        parser.parse_args = parse_args  # type: ignore[method-assign]
        return parser


app = typer.Typer(
    cls=_CheckByDefault,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=False,
)

Paths = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Argument(
        metavar="[PATH]...", help="Files and folders, or - for standard input.", show_default=False
    ),
]
ClusterWords = Annotated[
    str,
    typer.Option("--cluster", metavar="FACTS", help="Cluster facts in one, such as standard,vpc,ipvs,1.29."),
]
Category = Annotated[str, typer.Option(metavar="FACT", help="standard or turbo.")]
Network = Annotated[str, typer.Option(metavar="FACT", help="tunnel, vpc or cloud-native-2.0.")]
Proxy = Annotated[str, typer.Option(metavar="FACT", help="kube-proxy's mode: iptables or ipvs.")]
ClusterVersion = Annotated[str, typer.Option(metavar="FACT", help="Such as 1.29 or v1.29.4-r0.")]
ConfigFile = Annotated[
    str,
    typer.Option(
        "--config", metavar="FILE", help="Instead of the .elblint.yaml found upwards from the first path."
    ),
]
NoConfig = Annotated[bool, typer.Option("--no-config", help="Read no configuration file.")]
StdinName = Annotated[
    str, typer.Option(metavar="NAME", help="The name under which standard input is reported and configured.")
]
Lang = Annotated[Optional[Language], typer.Option(help="en or zh; else from the locale.", show_default=False)]  # noqa: UP045
Excludes = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--exclude", metavar="PATTERN", help="Paths to leave out, in .gitignore's syntax.", show_default=False
    ),
]
Colour = Annotated[When, typer.Option("--color", help="Colour: only on a terminal, always or never.")]


@app.callback(invoke_without_command=True)
def _top(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Find ELB addresses that do not work from inside a Huawei Cloud CCE cluster.

    `elblint PATH...` is short for `elblint check PATH...`.
    """
    if version:
        typer.echo(f"elblint {__version__}")
        raise typer.Exit


@app.command(cls=_PairedOutputs)
def check(
    ctx: typer.Context,
    paths: Paths = None,
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
    cluster: ClusterWords = "",
    category: Category = "",
    network: Network = "",
    proxy: Proxy = "",
    cluster_version: ClusterVersion = "",
    config: ConfigFile = "",
    no_config: NoConfig = False,
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
    exclude: Excludes = None,
    force_exclude: Annotated[
        bool, typer.Option("--force-exclude", help="Leave out excluded files even if they are named.")
    ] = False,
    parse_all: Annotated[
        bool, typer.Option("--parse-all", help="Check the syntax of documents that no rule looks at, too.")
    ] = False,
    stdin_filename: StdinName = "",
    sarif_category: Annotated[
        str, typer.Option(metavar="NAME", help="Keeps several SARIF uploads of one repository apart.")
    ] = "",
    lang: Lang = None,
    color: Colour = When.auto,
) -> None:
    """Lint manifests. Exit code: 0 clean, 1 findings, 2 something could not be read or understood."""
    from dataclasses import replace

    from elblint.language import choose_language
    from elblint.run import Request, lint
    from elblint.triage.select import fails

    reports = _paired(ctx.meta.get(_PAIRS, []), formats or [], outputs or [])
    chosen = _configured(paths, config, no_config, _told(cluster, category, network, proxy, cluster_version))
    chosen = replace(
        chosen,
        select=_listed(select) or chosen.select,
        ignore=chosen.ignore + _listed(ignore),
        exclude=chosen.exclude + tuple(exclude or ()),
        rules=chosen.rules + tuple(os.path.relpath(folder, chosen.root) for folder in rules or ()),
    )
    language = choose_language(lang.value if lang else chosen.lang)
    request = Request(_paths(paths, chosen), stdin_filename or "<stdin>", force_exclude, parse_all)
    result = lint(request, chosen, language)
    for kind, output in reports:
        _write(_report(kind, result, color, output, sarif_category), output)
    if any(finding.fatal for finding in result.findings):
        raise typer.Exit(FAILURE)
    threshold = fail_on.value if fail_on else (chosen.fail_on or "warning")
    raise typer.Exit(FINDINGS if fails(result.findings, threshold) else CLEAN)


@app.command()
def reach(
    paths: Paths = None,
    cluster: ClusterWords = "",
    category: Category = "",
    network: Network = "",
    proxy: Proxy = "",
    cluster_version: ClusterVersion = "",
    config: ConfigFile = "",
    no_config: NoConfig = False,
    exclude: Excludes = None,
    stdin_filename: StdinName = "",
    lang: Lang = None,
    color: Colour = When.auto,
) -> None:
    """Print who inside the cluster reaches which address of each Service in the input."""
    from dataclasses import replace

    from elblint.engine.library import Library, built_in_rules
    from elblint.language import choose_language
    from elblint.model.objects import Service
    from elblint.model.world import World
    from elblint.report.reach_text import reach_report
    from elblint.run import Request, read_bundle

    chosen = _configured(paths, config, no_config, _told(cluster, category, network, proxy, cluster_version))
    chosen = replace(chosen, exclude=chosen.exclude + tuple(exclude or ()))
    language = choose_language(lang.value if lang else chosen.lang)
    bundle = read_bundle(Request(_paths(paths, chosen), stdin_filename or "<stdin>"), chosen)
    world = World(bundle.objects, chosen.elbs)
    services = [found for found in world.by_kind.get("Service", []) if isinstance(found, Service)]
    table = Library(built_in_rules()).table
    _write(reach_report(services, table, world, language, _style(color, "-")).encode(), "-")
    fatal = [fault for fault in bundle.faults if fault.fatal]
    for fault in fatal:
        _complain(f"{fault.place}: {fault.kind}: {fault.detail}")
    raise typer.Exit(FAILURE if fatal else CLEAN)


@app.command("test-rules")
def test_rules(
    folders: Annotated[list[str], typer.Argument(metavar="DIR...", help="Folders (or files) with rules.")],
) -> None:
    """Run the tests that rule files carry."""
    from elblint.engine.library import Library, built_in_rules
    from elblint.engine.rule_tests import run_rule_tests

    library = Library(built_in_rules())
    outcomes = [outcome for folder in folders for outcome in run_rule_tests(Path(folder), library)]
    failed = [outcome for outcome in outcomes if outcome.complaints]
    for outcome in failed:
        typer.echo(f"{outcome.path}:{outcome.line}: {outcome.rule}: {outcome.says}")
        for complaint in outcome.complaints:
            typer.echo(f"  {complaint}")
    ruled = len({outcome.rule for outcome in outcomes})
    typer.echo(f"{len(outcomes) - len(failed)} of {len(outcomes)} tests passed, of {ruled} rules")
    raise typer.Exit(FINDINGS if failed else CLEAN)


def _listed(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(",") if word.strip())


def _told(cluster: str, category: str, network: str, proxy: str, version: str) -> Cluster:
    """The cluster facts that the options give."""
    from elblint.model.cluster import Cluster

    words = Cluster.from_words(cluster)
    return Cluster.of(
        category=category or words.category,
        network=network or (None if category else words.network),
        proxy=proxy or words.proxy,
        version=version or words.version,
    )


def _configured(paths: list[str] | None, config: str, no_config: bool, told: Cluster) -> Config:
    from elblint.config import Config, find_config, load_config

    if no_config and config:
        raise UsageError("--config and --no-config exclude each other")
    file = Path(config) if config else (None if no_config else find_config(paths or []))
    if file is None:
        return Config().with_cluster_facts(told)
    from elblint.run import config_schema

    return load_config(file, config_schema()).with_cluster_facts(told)


def _paths(paths: list[str] | None, config: Config) -> list[str]:
    """The paths to lint: those given, else those of the configuration, else the configuration's folder."""
    return list(paths or ()) or [config.below(path) for path in config.paths or (".",)]


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
        elif waiting or not pairs:
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


def _report(kind: str, result: Result, color: When, output: str, sarif_category: str) -> bytes:
    if kind == Format.sarif.value:
        from elblint.report.sarif import repository_root, sarif_report

        return sarif_report(result, repository_root(), sarif_category).encode("utf-8", "backslashreplace")
    from elblint.report.text import text_report

    report = text_report(result, _style(color, output))
    encoding = "utf-8" if output != "-" else getattr(sys.stdout, "encoding", None) or "utf-8"
    return report.encode(encoding, "backslashreplace")


def _style(color: When, output: str) -> Style:
    from shutil import get_terminal_size

    from elblint.report.text import Style

    terminal = output == "-" and sys.stdout.isatty()
    columns = min(get_terminal_size((80, 24)).columns, 120) if terminal else 80
    if color is not When.auto:
        return Style(columns, color is When.always)
    if os.environ.get("NO_COLOR"):
        return Style(columns, colour=False)
    forced = os.environ.get("FORCE_COLOR", "0") not in {"", "0"}
    return Style(columns, (terminal and os.environ.get("TERM") != "dumb") or (forced and output == "-"))


def _write(report: bytes, output: str) -> None:
    if output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(report)
        sys.stdout.buffer.flush()
        return
    try:
        Path(output).write_bytes(report)
    except OSError as error:
        raise OutputError(f"{output}: the report could not be written: {error.strerror}") from None


def _complain(says: str) -> None:
    from elblint.report.layout import safe

    typer.echo(f"elblint: {safe(says)}", err=True)


def main() -> None:
    """The console script: run, and turn elblint's own errors into a message and exit code 2."""
    try:
        app()
    except ElblintError as error:
        _complain(f"error: {error}")
        sys.exit(FAILURE)
    except BrokenPipeError:
        # Whoever read the report has seen enough. Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FINDINGS)
