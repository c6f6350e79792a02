"""``elblint reach``."""

from __future__ import annotations

import typer

from elblint.cli import options as opt
from elblint.cli.command import lints
from elblint.cli.exit_codes import CLEAN, FAILURE
from elblint.cli.lint_options import LintOptions
from elblint.cli.output import encoded, print_error, style, write
from elblint.cli.run_settings import When


@lints
def reach(options: LintOptions, color: opt.Colour = When.auto) -> None:
    """Print who inside the cluster reaches which address of each Service and Ingress in the input."""
    from elblint.cli.progress import shown_progress
    from elblint.engine.library import Library
    from elblint.engine.rule_loader import built_in_rules
    from elblint.i18n.words import choose_language
    from elblint.inputs.loader import load_inputs
    from elblint.model.context import LintContext
    from elblint.model.elb_users import ElbUser
    from elblint.model.gateways import Gateway
    from elblint.model.ingresses import Ingress
    from elblint.model.services import Service
    from elblint.report.reach_text import reach_report

    chosen = options.configured()
    language = choose_language(chosen.lang)
    with shown_progress(language) as progress:
        library = Library(built_in_rules())
        request = options.request(chosen, progress)
        loaded = load_inputs(request, chosen, custom_services=library.custom_services)
    context = LintContext(
        loaded.objects,
        catalogue=library.annotation_catalogue,
        targets=loaded.targets,
        roles=library.roles,
    )
    services = [found for found in context.by_kind.get("Service", []) if isinstance(found, Service)]
    ingresses = [found for found in context.by_kind.get("Ingress", []) if isinstance(found, Ingress)]
    gateways = [found for found in context.by_kind.get("Gateway", []) if isinstance(found, Gateway)]
    users: list[ElbUser] = [*services, *(one for one in [*ingresses, *gateways] if one.uses_elb)]
    write(encoded(reach_report(users, library.table, context, language, style(color, "-"))), "-")
    unreadable = [diagnostic for diagnostic in loaded.diagnostics if diagnostic.unreadable]
    for diagnostic in unreadable:
        print_error(f"{diagnostic.location}: {diagnostic.kind}: {diagnostic.shown_detail}")
    raise typer.Exit(FAILURE if unreadable else CLEAN)
