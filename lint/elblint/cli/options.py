"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from elblint.cli import completion
from elblint.cli.run_settings import Language, When

Paths = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Argument(
        metavar="[PATH]...", help="Files and folders, or - for standard input.", show_default=False
    ),
]
ClusterWords = Annotated[
    str,
    typer.Option(
        "--cluster",
        metavar="FACTS",
        help="Cluster facts in one, such as standard,vpc,ipvs,1.29.",
        autocompletion=completion.cluster_words,
    ),
]
Category = Annotated[
    str,
    typer.Option(
        metavar="FACT",
        help="standard, turbo or autopilot.",
        autocompletion=completion.values_of("category"),
    ),
]
Network = Annotated[
    str,
    typer.Option(
        metavar="FACT",
        help="tunnel, vpc or cloud-native-2.0.",
        autocompletion=completion.values_of("network"),
    ),
]
Proxy = Annotated[
    str,
    typer.Option(
        metavar="FACT",
        help="kube-proxy's mode: iptables, ipvs or nftables.",
        autocompletion=completion.values_of("proxy"),
    ),
]
Select = Annotated[
    str,
    typer.Option(
        metavar="IDS",
        help="Only these rules: ids or their beginnings, with commas.",
        autocompletion=completion.rule_ids,
    ),
]
Ignore = Annotated[
    str, typer.Option(metavar="IDS", help="Not these rules.", autocompletion=completion.rule_ids)
]
LimitWords = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--limit",
        metavar="NAME=N",
        help="Raise (or lower) a limit on input.",
        show_default=False,
        autocompletion=completion.limit_words,
    ),
]
ClusterVersion = Annotated[str, typer.Option(metavar="FACT", help="Such as 1.29 or v1.29.4-r0.")]
FactsFrom = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--facts",
        metavar="FILE",
        help="A file that describes the cluster or its ELBs: Terraform, API, kubectl.",
        show_default=False,
    ),
]
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
ReportFile = Annotated[
    str,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="A file for the report; without -f its name says the format.",
    ),
]
Colour = Annotated[When, typer.Option("--color", help="Colour: only on a terminal, always or never.")]
