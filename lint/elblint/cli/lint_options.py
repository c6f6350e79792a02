"""The options of every command that lints: what is read, with which facts and rules, and in which language."""

from __future__ import annotations

import os

from elblint.cli.run_settings import cluster_facts, configured, paths_to_lint
from elblint.errors import UsageError
from elblint.system.boundary import relative_path
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from elblint.cli import options as opt
    from elblint.config.settings import Config
    from elblint.inputs.request import Request
    from elblint.system.progress import Progress


class LintOptions(NamedTuple):
    """Options shared by the commands that lint; fields have the options' names and defaults."""

    paths: opt.Paths = None
    cluster: opt.ClusterWords = ""
    category: opt.Category = ""
    network: opt.Network = ""
    proxy: opt.Proxy = ""
    cluster_version: opt.ClusterVersion = ""
    facts: opt.FactsFrom = None
    config: opt.ConfigFile = ""
    no_config: opt.NoConfig = False
    select: opt.Select = ""
    ignore: opt.Ignore = ""
    rules: opt.RuleFolders = None
    exclude: opt.Excludes = None
    force_exclude: Annotated[
        bool, typer.Option("--force-exclude", help="Leave out excluded files even if they are named.")
    ] = False
    allow_empty: Annotated[
        bool,
        typer.Option("--allow-empty", help="Nothing to lint is no error, as in a hook on changed files."),
    ] = False
    parse_all: Annotated[
        bool, typer.Option("--parse-all", help="Check the syntax of documents that no rule looks at, too.")
    ] = False
    no_ignore: Annotated[
        bool,
        typer.Option("--no-ignore", help="Show what comments, annotations and the configuration suppress."),
    ] = False
    baseline: Annotated[
        str, typer.Option(metavar="FILE", help="A baseline, instead of the one beside the configuration.")
    ] = ""
    no_baseline: Annotated[
        bool, typer.Option("--no-baseline", help="Report what the baseline covers, too.")
    ] = False
    limits: opt.LimitWords = None
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Keep no reports of large trees, and use none.")
    ] = False
    no_kustomize: opt.NoKustomize = False
    no_helm: opt.NoHelm = False
    values: opt.Values = None
    sets: opt.Sets = None
    release: opt.ReleaseName = ""
    namespace: opt.Namespace = ""
    stdin_filename: opt.StdinName = ""
    lang: opt.Lang = None

    def configured(self) -> Config:
        """The configuration, with the options put over it. Raises UsageError, ConfigError."""
        facts = cluster_facts(self.cluster, self.category, self.network, self.proxy, self.cluster_version)
        chosen = configured(self.paths, self.config, self.no_config, facts)
        self._set_limits(chosen)
        own = tuple(relative_path(folder, chosen.root) for folder in self.rules or () if folder)
        described = tuple(relative_path(file, chosen.root or ".") for file in self.facts or () if file)
        return chosen._replace(
            facts_from=chosen.facts_from + described,
            select=_listed(self.select) or chosen.select,
            ignore=chosen.ignore + _listed(self.ignore),
            exclude=chosen.exclude + tuple(self.exclude or ()),
            rules=chosen.rules + own,
            lang=self.lang.value if self.lang else chosen.lang,
        )

    def _set_limits(self, chosen: Config) -> None:
        from elblint.system.budget import bound_run
        from elblint.text.limits import limits, limits_of_config, use_limits

        words: dict[str, str] = {}
        for word in self.limits or ():
            name, equals, value = word.partition("=")
            if not equals:
                raise UsageError(f"--limit {word}: it is written --limit depth=200")
            words[name.strip()] = value
        try:
            own = (entry for entry in chosen.limits if entry[0] not in words)
            use_limits(limits_of_config(own).with_words(words))
        except ValueError as error:
            raise UsageError(f"limits: {error}") from None
        bound_run(limits().run_seconds, limits().run_memory)

    def _baseline(self, chosen: Config) -> str:
        from elblint.system.boundary import is_inside, tree_root

        if self.no_baseline and self.baseline:
            raise UsageError("--baseline and --no-baseline exclude each other")
        if self.no_baseline or self.no_config:
            return self.baseline
        if self.baseline or chosen.baseline:
            return self.baseline or chosen.below(chosen.baseline)
        from elblint.triage.baseline import FILE_NAME

        usual = chosen.below(FILE_NAME)
        if os.path.islink(usual) and not is_inside(usual, tree_root(chosen.root)):
            raise UsageError(
                f"{usual}: it is a link that leads out of the repository; name it with --baseline"
            )
        return usual if os.path.isfile(usual) else ""

    def request(self, chosen: Config, progress: Progress) -> Request:
        """Return the paths and releases to lint."""
        from elblint.config.chart_release import ReleaseOptions
        from elblint.config.settings import CACHE_FOLDER
        from elblint.inputs.request import Request

        return Request(
            paths_to_lint(self.paths, chosen),
            self.stdin_filename or "<stdin>",
            self.force_exclude,
            self.parse_all,
            kustomize=not self.no_kustomize,
            suppress=not self.no_ignore,
            baseline=self._baseline(chosen),
            helm=not self.no_helm,
            release=ReleaseOptions(
                tuple(self.values or ()), tuple(self.sets or ()), self.release, self.namespace
            ),
            progress=progress,
            allow_empty=self.allow_empty,
            kept_in="" if self.no_cache else chosen.below(CACHE_FOLDER),
        )


def _listed(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(",") if word.strip())
