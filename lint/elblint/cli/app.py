"""The command line's commands and options."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from elblint.cli.baseline import baseline
from elblint.cli.check import PairedOutputs, check
from elblint.cli.completion import for_shell
from elblint.cli.diff import diff
from elblint.cli.exit_codes import FAILURE
from elblint.cli.explain import explain
from elblint.cli.facts import facts
from elblint.cli.fix import fix
from elblint.cli.help import HelpfulCommand, HelpfulGroup
from elblint.cli.init import init
from elblint.cli.language import asked_language
from elblint.cli.lsp import lsp
from elblint.cli.mistakes import mistake
from elblint.cli.output import forgive_streams, print_error, show
from elblint.cli.reach import reach
from elblint.cli.rules import rules
from elblint.cli.schema import schema
from elblint.cli.test_rules import test_rules
from elblint.i18n.localized import localized
from elblint.i18n.words import word

ABORTED = 1
_OWN_OPTIONS = frozenset({"--help", "-h", "--version", "--install-completion", "--show-completion"})


class _CheckByDefault(HelpfulGroup):
    """Takes ``elblint manifests/`` as ``elblint check manifests/``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        args = _behind_command(args, self.commands, is_completing=ctx.resilient_parsing)
        is_completed = ctx.resilient_parsing and not args
        if not is_completed and (not args or (args[0] not in self.commands and args[0] not in _OWN_OPTIONS)):
            args = ["check", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Offer the commands, and the options of ``check`` as well."""
        offered = super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-"):
            check_context = type(ctx)(self.commands["check"], parent=ctx, info_name="check")
            further = self.commands["check"].shell_complete(check_context, incomplete)
            known = {one.value for one in offered}
            offered += [one for one in further if one.value not in known]
        return offered


def _behind_command(args: list[str], commands: Mapping[str, Any], *, is_completing: bool) -> list[str]:
    """Return arguments with ``--lang`` moved behind the command that it precedes, and dropped before ``--help``."""
    count = 0
    while count < len(args) and args[count].split("=")[0] == "--lang":
        count += 1 if "=" in args[count] else 2
    front, rest = args[:count], args[count:]
    if rest and rest[0] in _OWN_OPTIONS:
        return _without_language(rest)
    if not front or not rest:
        # Behind a language alone, a shell asks for a command.
        return [] if is_completing and front and count <= len(args) else args
    command = commands.get(rest[0])
    if command is None:
        return args
    is_taken = any(param.name == "lang" for param in command.params)
    return [rest[0], *(front if is_taken else ()), *rest[1:]]


def _without_language(args: list[str]) -> list[str]:
    """Return arguments without ``--lang`` and its value."""
    pairs = itertools.pairwise(["", *args])
    return [word for before, word in pairs if before != "--lang" and word.split("=")[0] != "--lang"]


app = typer.Typer(
    cls=_CheckByDefault,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=False,
)


@app.callback(invoke_without_command=True)
def _top(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and what is loaded.")] = False,
) -> None:
    """Find ELB addresses that do not work from inside a Huawei Cloud CCE cluster.

    `elblint PATH...` is short for `elblint check PATH...`.
    """
    if version:
        from elblint.cli.version import version_text

        show(version_text(ctx.obj).split("\n"))
        raise typer.Exit


_SUMMARIES: dict[Callable[..., None], str] = {
    check: "Lint manifests; elblint without a command does this.",
    reach: "Show who inside the cluster reaches which address.",
    facts: "Show what is known of each cluster, and what is missing.",
    diff: "Show what got better or worse since a revision.",
    baseline: "Write down today's findings; later runs report new ones.",
    fix: "Show, or make, the edits that fix findings.",
    rules: "List the rules.",
    init: "Write .elblint.yaml for a repository.",
    explain: "Explain a rule, an annotation, a cause or an error text.",
    schema: "Print the JSON Schema of a file or of a report.",
    test_rules: "Run the tests that rule files carry.",
    lsp: "Serve an editor: the language server.",
}
"""The commands in the order of the help, each in one line of a terminal."""
for _function, _summary in _SUMMARIES.items():
    _kind = PairedOutputs if _function is check else HelpfulCommand
    app.command(_function.__name__.replace("_", "-"), cls=_kind, short_help=_summary)(_function)


def run_app(arguments: list[str]) -> None:
    """Run the command that the arguments name. Raises SystemExit, ElblintError."""
    forgive_streams()
    command = typer.main.get_command(app)
    lang = asked_language(arguments)
    try:
        with for_shell():
            code = command.main(arguments, standalone_mode=False, obj=lang)
    except typer.Abort:
        print_error(word("aborted", lang))
        code = ABORTED
    except Exception as error:
        # Typer brings its own copy of the class for mistakes, or takes that of another package.
        if not hasattr(error, "format_message"):
            raise
        code = _report(error, lang)
    sys.exit(code if isinstance(code, int) else 0)


def _report(error: Any, lang: str) -> int:
    """Say what is wrong with the arguments, which may be names of a stranger's files; return the exit code."""
    context = getattr(error, "ctx", None)
    message = mistake(error)
    if context is not None:
        print_error(" ".join(context.get_usage().split()))
        message = message.hinting(localized("help-shows", command=context.command_path))
    print_error(word("error", lang) + word("colon", lang) + message.words(lang))
    return int(getattr(error, "exit_code", FAILURE))
