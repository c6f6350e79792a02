"""The page of all commands and options, made from the command line itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import typer

from elblint._dev.page_words import anchor, page_word
from elblint.cli.app import app
from elblint.cli.help import command_text, option_text
from elblint.i18n.words import word

_SHARED_BY = 4
"""An option that so many commands have alike is described once."""
_OF_EVERY_COMMAND = frozenset({"--help"})
_COMPLETION = frozenset({"--install-completion", "--show-completion"})


def command_page(lang: str) -> str:
    """Return the page, in Markdown."""
    top = typer.main.get_command(app)
    commands: dict[str, Any] = getattr(top, "commands", {})
    rows = {name: list(_options(command, lang)) for name, command in commands.items()}
    counted = Counter(row for listed in rows.values() for row in listed)
    shared = [row for row in rows["check"] if counted[row] >= _SHARED_BY]
    lines = [
        f"# {page_word('commands', lang)}",
        "",
        *_help(top, lang),
        "",
        page_word("commands-lead", lang),
        "",
    ]
    lines += [*_table("option", _options(top, lang), lang), ""]
    shared_at = anchor(page_word("shared", lang))
    sharing = []
    for name, command in sorted(commands.items()):
        lines += [f"## elblint {name}", "", *_help(command, lang), ""]
        usage = " ".join(command.collect_usage_pieces(typer.Context(command)))
        lines += ["```text", f"elblint {name} {usage}", "```", ""]
        arguments = list(_arguments(command, lang))
        if arguments:
            lines += [*_table("argument", arguments, lang), ""]
        own = [row for row in rows[name] if row not in shared]
        if own:
            lines += [*_table("option", own, lang), ""]
        if len(own) < len(rows[name]) - len(shared) // 2:
            sharing.append(f"`{name}`")
            lines += [page_word("see-shared", lang, anchor=shared_at), ""]
        elif len(own) < len(rows[name]):
            left = [row for row in rows[name] if row in shared]
            lines += [*_table("option", left, lang), ""]
    lines += [f"## {page_word('shared', lang)}", ""]
    lines += [page_word("shared-lead", lang, commands=word("comma", lang).join(sharing)), ""]
    lines += _table("option", shared, lang)
    return "\n".join(lines) + "\n"


def _help(command: Any, lang: str) -> list[str]:
    return [_escaped(line) for line in command_text(command, lang).splitlines()]


def _options(command: Any, lang: str) -> Iterator[tuple[str, str]]:
    """Yield each option as it is written, with its value's name, and its help."""
    for parameter in command.params:
        if (
            parameter.param_type_name != "option"
            or parameter.hidden
            or _OF_EVERY_COMMAND & set(parameter.opts)
        ):
            continue
        written = ", ".join(f"`{one}`" for one in sorted(parameter.opts, key=len))
        if not parameter.is_flag and not _COMPLETION & set(parameter.opts):
            written += f" `{_value(parameter)}`"
        yield written, _escaped(option_text(command, parameter, lang))


def _arguments(command: Any, lang: str) -> Iterator[tuple[str, str]]:
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            shown = parameter.make_metavar(typer.Context(command))
            yield f"`{shown}`", _escaped(option_text(command, parameter, lang))


def _value(parameter: Any) -> str:
    choices = getattr(parameter.type, "choices", None)
    if choices:
        return " or ".join(getattr(one, "value", str(one)) for one in choices).replace(" or ", "|")
    return str(parameter.metavar or parameter.type.name.upper())


def _table(head: str, rows: Any, lang: str) -> list[str]:
    listed = [f"| {written.replace('|', chr(92) + '|')} | {text} |" for written, text in rows]
    return [f"| {page_word(head, lang)} | {page_word('meaning', lang)} |", "| --- | --- |", *listed]


def _escaped(text: str) -> str:
    return text.replace("<", "\\<").replace("*", "\\*").replace("|", "\\|")
