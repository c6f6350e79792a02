"""The options of every command that lints: what is read, with which facts and rules, and in which language."""

from __future__ import annotations

import os

from elblint.cli.option import Options, option
from elblint.cli.run_settings import Language, cluster_facts, configured, paths_to_lint
from elblint.errors import UsageError
from elblint.i18n.localized import localized
from elblint.system.boundary import relative_path
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from elblint.config.settings import Config
    from elblint.inputs.request import Request
    from elblint.system.progress import Progress


class LintOptions(Options):
    """Options shared by the commands that lint."""

    paths: tuple[str, ...] = option(
        (), "", metavar="[PATH]...", help="Files and folders, or - for standard input."
    )
    cluster: str = option(
        "",
        metavar="FACTS",
        help="Cluster facts in one, such as standard,vpc,ipvs,1.29.",
        heading="cluster-facts",
        complete="cluster_words",
    )
    category: str = option(
        "",
        metavar="FACT",
        help="standard, turbo or autopilot.",
        heading="cluster-facts",
        complete="values_of category",
    )
    network: str = option(
        "",
        metavar="FACT",
        help="tunnel, vpc or cloud-native-2.0.",
        heading="cluster-facts",
        complete="values_of network",
    )
    proxy: str = option(
        "",
        metavar="FACT",
        help="kube-proxy's mode: iptables, ipvs or nftables.",
        heading="cluster-facts",
        complete="values_of proxy",
    )
    cluster_version: str = option(
        "", metavar="FACT", help="Such as 1.29 or v1.29.4-r0.", heading="cluster-facts"
    )
    facts: tuple[str, ...] = option(
        (),
        metavar="FILE",
        help="A file that describes the cluster or its ELBs: Terraform, API, kubectl.",
        heading="cluster-facts",
    )
    config: str = option(
        "",
        metavar="FILE",
        help="Instead of the .elblint.yaml found upwards from the first path.",
        heading="rules",
    )
    no_config: bool = option(False, help="Read no configuration file.", heading="rules")
    select: str = option(
        "",
        metavar="IDS",
        help="Only these rules: ids or their beginnings, with commas.",
        heading="rules",
        complete="rule_ids",
    )
    ignore: str = option("", metavar="IDS", help="Not these rules.", heading="rules", complete="rule_ids")
    rules: tuple[str, ...] = option(
        (), metavar="DIR", help="A folder with rules of your own.", heading="rules"
    )
    exclude: tuple[str, ...] = option(
        (), metavar="PATTERN", help="Paths to leave out, in .gitignore's syntax.", heading="input"
    )
    force_exclude: bool = option(
        False, help="Leave out excluded files even if they are named.", heading="input"
    )
    allow_empty: bool = option(
        False, help="Nothing to lint is no error, as in a hook on changed files.", heading="input"
    )
    parse_all: bool = option(
        False, help="Check the syntax of documents that no rule looks at, too.", heading="input"
    )
    no_ignore: bool = option(
        False, help="Show what comments, annotations and the configuration suppress.", heading="rules"
    )
    baseline: str = option(
        "", metavar="FILE", help="A baseline, instead of the one beside the configuration.", heading="rules"
    )
    no_baseline: bool = option(False, help="Report what the baseline covers, too.", heading="rules")
    limits: tuple[str, ...] = option(
        (),
        "--limit",
        metavar="NAME=N",
        help="Raise (or lower) a limit on input.",
        heading="input",
        complete="limit_words",
    )
    no_cache: bool = option(False, help="Keep no reports of large trees, and use none.", heading="input")
    no_kustomize: bool = option(
        False, help="Build no kustomization; read its files as they are.", heading="input"
    )
    no_helm: bool = option(False, help="Render no chart; read its static files as they are.", heading="input")
    values: tuple[str, ...] = option(
        (), metavar="FILE", help="A values file for the chart; later ones win.", heading="charts"
    )
    sets: tuple[str, ...] = option(
        (),
        "--set",
        metavar="PATH=VALUE",
        help="A value for the chart, as Helm's --set.",
        heading="charts",
    )
    release: str = option("", metavar="NAME", help="The name of the chart's release.", heading="charts")
    namespace: str = option(
        "", metavar="NAME", help="The namespace of the chart's release.", heading="charts"
    )
    stdin_filename: str = option(
        "",
        metavar="NAME",
        help="The name under which standard input is reported and configured.",
        heading="input",
    )
    lang: Language | None = option(
        None, help="en or zh; else from the locale.", heading="general", choices=Language
    )

    def configured(self) -> Config:
        """The configuration, with the options put over it. Raises UsageError, ConfigError."""
        facts = cluster_facts(self.cluster, self.category, self.network, self.proxy, self.cluster_version)
        chosen = configured(self.paths, self.config, self.no_config, facts)
        self._set_limits(chosen)
        own = tuple(relative_path(folder, chosen.root) for folder in self.rules if folder)
        described = tuple(relative_path(file, chosen.root or ".") for file in self.facts if file)
        return chosen._replace(
            facts_from=chosen.facts_from + described,
            select=_listed(self.select) or chosen.select,
            ignore=chosen.ignore + _listed(self.ignore),
            exclude=chosen.exclude + self.exclude,
            rules=chosen.rules + own,
            lang=self.lang.value if self.lang else chosen.lang,
        )

    def _set_limits(self, chosen: Config) -> None:
        from elblint.system.budget import bound_run
        from elblint.text.limits import limits, limits_of_config, use_limits

        words: dict[str, str] = {}
        for word in self.limits:
            name, equals, value = word.partition("=")
            if not equals:
                raise UsageError(localized("limit-form").at(f"--limit {word}"))
            words[name.strip()] = value
        own = (entry for entry in chosen.limits if entry[0] not in words)
        use_limits(limits_of_config(own).with_words(words))
        bound_run(limits().run_seconds, limits().run_memory)

    def _baseline(self, chosen: Config) -> str:
        from elblint.system.boundary import is_inside, tree_root

        if self.no_baseline and self.baseline:
            raise UsageError(localized("options-exclude", one="--baseline", other="--no-baseline"))
        if self.no_baseline or self.no_config:
            return self.baseline
        if self.baseline or chosen.baseline:
            return self.baseline or chosen.below(chosen.baseline)
        from elblint.triage.baseline import FILE_NAME

        usual = chosen.below(FILE_NAME)
        if os.path.islink(usual) and not is_inside(usual, tree_root(chosen.root)):
            raise UsageError(localized("baseline-leads-out").at(usual))
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
            release=ReleaseOptions(self.values, self.sets, self.release, self.namespace),
            progress=progress,
            allow_empty=self.allow_empty,
            kept_in="" if self.no_cache else chosen.below(CACHE_FOLDER),
        )


def _listed(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(",") if word.strip())
