"""Cluster facts, configuration and paths of a run, from parsed options."""

from __future__ import annotations

import os
from collections.abc import Sequence
from enum import Enum

from elblint.cli.commands import COMMANDS
from elblint.errors import ConfigError, UsageError, nearest
from elblint.i18n.hints import did_you_mean
from elblint.i18n.localized import Localized, localized
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from elblint.config.settings import Config
    from elblint.model.cluster import Cluster


class Language(str, Enum):
    """The languages of reports."""

    en = "en"
    zh = "zh"


class When(str, Enum):
    """Return whether to use colour."""

    auto = "auto"
    always = "always"
    never = "never"


def cluster_facts(cluster: str, category: str, network: str, proxy: str, version: str) -> Cluster:
    """The cluster facts that the options give."""
    from elblint.model.cluster import Cluster, FactSource

    words = Cluster.from_words(cluster)
    own = {"category": category, "network": network, "proxy": proxy, "version": version}
    facts = {fact: value or getattr(words, fact) for fact, value in own.items()}
    if category and not network:
        facts["network"] = None
    options = {"version": "--cluster-version"}
    sources = tuple(
        FactSource(fact, options.get(fact, f"--{fact}") if own[fact] else "--cluster")
        for fact, value in facts.items()
        if value
    )
    return Cluster.of(**facts)._replace(sources=sources)


def configured(paths: Sequence[str], config: str, no_config: bool, given: Cluster) -> Config:
    """The configuration file, if there is one, with the facts of the options put over it.

    Raises UsageError, ConfigError.
    """
    from elblint.config.settings import Config, find_config
    from elblint.system.boundary import is_inside, tree_root

    if no_config and config:
        raise UsageError(localized("options-exclude", one="--config", other="--no-config"))
    file = config if config else (None if no_config else find_config(paths))
    if file is None:
        return Config().with_cluster_facts(given)
    if not config and os.path.islink(file) and not is_inside(file, tree_root(os.path.dirname(file))):
        raise ConfigError(localized("config-leads-out").at(file))
    from elblint.config.loader import load_config
    from elblint.run import config_schema

    return load_config(file, config_schema()).with_cluster_facts(given)


def paths_to_lint(paths: Sequence[str], config: Config) -> list[str]:
    """The paths to lint: those given, else those of the configuration, else the configuration's folder.

    Raises UsageError for paths of the configuration that are not there, and for a command with a slip in it.
    """
    for path in paths:
        if path.isalpha() and not os.path.exists(path) and (near := nearest(path, {*COMMANDS, "check"})):
            raise UsageError(localized("no-such-command").at(path).hinting(did_you_mean(near)))
    if paths:
        return _expanded(paths)
    from elblint.config.settings import place_of

    found = [(path, config.below(path)) for path in config.paths or (".",)]
    if absent := [path for path, below in found if not os.path.lexists(below)]:
        wrong = [localized("no-such-path").at(f"{place_of(path)}paths: {path}") for path in absent]
        raise UsageError(*wrong, *_wrong_rules(config))
    return [below for _, below in found]


def _expanded(paths: Sequence[str]) -> list[str]:
    """Return the files that patterns stand for on Windows, whose shells leave that to programs; else the paths."""
    if os.name != "nt":
        return list(paths)
    import glob

    found: list[str] = []
    for path in paths:
        is_pattern = glob.has_magic(path) and not os.path.lexists(path)
        found += (sorted(glob.glob(path, recursive=True)) if is_pattern else []) or [path]
    return found


def _wrong_rules(config: Config) -> tuple[Localized, ...]:
    """Return the messages about rules that the configuration names and that are not there."""
    from elblint.run import Session

    try:
        Session(config, config.lang or Language.en)
    except UsageError as error:
        return error.args
    return ()
