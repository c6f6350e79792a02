"""``elblint init``."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from elblint.cli import options as opt
from elblint.cli.exit_codes import CLEAN
from elblint.cli.output import encoded, print_error, show
from elblint.cli.run_settings import cluster_facts
from elblint.errors import UsageError
from elblint.i18n.localized import localized

_FACTS = ("category", "network", "proxy", "version")


def init(
    folder: Annotated[str, typer.Argument(help="The root of the repository.")] = ".",
    cluster: opt.ClusterWords = "",
    category: opt.Category = "",
    network: opt.Network = "",
    proxy: opt.Proxy = "",
    cluster_version: opt.ClusterVersion = "",
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing: what no option says is left out.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a configuration that is there.")] = False,
    lang: opt.Lang = None,
) -> None:
    """Write .elblint.yaml for a repository: what it holds, and the facts about its cluster."""
    from elblint.cli.project_scan import configuration_text, next_steps, question, scan_project
    from elblint.config.settings import FILE_NAME, FILE_NAMES
    from elblint.i18n.words import choose_language
    from elblint.system.writer import write_file
    from elblint.text.printable import printable_data

    language = choose_language(lang.value if lang else None)
    if not os.path.isdir(folder):
        raise UsageError(localized("no-such-folder").at(folder))
    target = os.path.join(folder, FILE_NAME) if folder != "." else FILE_NAME
    for name in FILE_NAMES:
        there = os.path.join(folder, name) if folder != "." else name
        if os.path.lexists(there) and not (force and name == FILE_NAME):
            way = (
                localized("force-replaces") if name == FILE_NAME else localized("rename-it", given=FILE_NAME)
            )
            raise UsageError(localized("there-already").at(there).hinting(way))
    given = cluster_facts(cluster, category, network, proxy, cluster_version)
    found = scan_project(folder)
    facts = {
        "category": given.category,
        "network": given.network,
        "proxy": given.proxy,
        "version": given.version,
    }
    if not yes and sys.stdin is not None and sys.stdin.isatty():
        for fact in [fact for fact, value in facts.items() if value is None]:
            if fact == "network" and facts["category"] == "turbo":
                continue
            facts[fact] = _asked(fact, question(fact, language), language)
    given = cluster_facts("", *(facts[fact] or "" for fact in _FACTS))
    write_file(target, encoded(printable_data(configuration_text(found, given, language))), replace=force)
    show(next_steps(found, target, language).split("\n"))
    raise typer.Exit(CLEAN)


def _asked(fact: str, words: str, lang: str) -> str | None:
    """Ask until the answer is a value of the fact, or nothing."""
    while True:
        answer = typer.prompt(words, default="", show_default=False).strip()
        if not answer:
            return None
        try:
            given = cluster_facts("", *(answer if name == fact else "" for name in _FACTS))
        except UsageError as error:
            print_error(error.messages(lang)[0])
            continue
        return str(getattr(given, fact))
