"""Options that several commands share, and what they add up to."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from elblint.errors import UsageError

if TYPE_CHECKING:
    from elblint.config import Config
    from elblint.model.cluster import Cluster


class Language(str, Enum):
    """The languages of reports."""

    en = "en"
    zh = "zh"


class When(str, Enum):
    """Whether to use colour."""

    auto = "auto"
    always = "always"
    never = "never"


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
RuleFolders = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--rules", metavar="DIR", help="A folder with rules of your own.", show_default=False),
]
NoKustomize = Annotated[
    bool, typer.Option("--no-kustomize", help="Build no kustomization; read its files as they are.")
]
NoHelm = Annotated[
    bool, typer.Option("--no-helm", help="Render no chart; read its static files as they are.")
]
Values = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--values", metavar="FILE", help="A values file for the chart; later ones win.", show_default=False
    ),
]
Sets = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--set", metavar="PATH=VALUE", help="A value for the chart, as Helm's --set.", show_default=False
    ),
]
ReleaseName = Annotated[
    str, typer.Option("--release", metavar="NAME", help="The name of the chart's release.")
]
Namespace = Annotated[
    str, typer.Option("--namespace", metavar="NAME", help="The namespace of the chart's release.")
]
Colour = Annotated[When, typer.Option("--color", help="Colour: only on a terminal, always or never.")]


def told(cluster: str, category: str, network: str, proxy: str, version: str) -> Cluster:
    """The cluster facts that the options give."""
    from elblint.model.cluster import Cluster

    words = Cluster.from_words(cluster)
    return Cluster.of(
        category=category or words.category,
        network=network or (None if category else words.network),
        proxy=proxy or words.proxy,
        version=version or words.version,
    )


def configured(paths: list[str] | None, config: str, no_config: bool, told: Cluster) -> Config:
    """The configuration file, if there is one, with the facts of the options put over it.

    Raises UsageError, ConfigError.
    """
    from elblint.config import Config, find_config, load_config

    if no_config and config:
        raise UsageError("--config and --no-config exclude each other")
    file = Path(config) if config else (None if no_config else find_config(paths or []))
    if file is None:
        return Config().with_cluster_facts(told)
    from elblint.run import config_schema

    return load_config(file, config_schema()).with_cluster_facts(told)


def paths_to_lint(paths: list[str] | None, config: Config) -> list[str]:
    """The paths to lint: those given, else those of the configuration, else the configuration's folder."""
    return list(paths or ()) or [config.below(path) for path in config.paths or (".",)]
