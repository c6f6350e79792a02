"""Mistakes in the options, which Typer finds, in elblint's words."""

from __future__ import annotations

from typing import Any

from elblint.i18n.localized import Localized, localized


def mistake(error: Any) -> Localized:
    """Return what is wrong with the arguments; in the words of Typer for what it does not tell by its kind.

    Typer brings a copy of the classes, or takes those of another package: they are known by their names.
    """
    kind = type(error).__name__
    text = error.format_message().rstrip(".")
    if kind == "NoSuchOption":
        message = localized("no-such-option", given=error.option_name)
        near = ", ".join(sorted(error.possibilities or ()))
        return message.hinting(localized("options-like-it", names=near)) if near else message
    if kind == "BadOptionUsage":
        return localized(
            "option-lacks-value" if "requires" in text else "option-takes-no-value", given=error.option_name
        )
    if kind == "UsageError" and text.startswith(_EXTRA):
        return localized("extra-argument", given=text.partition(" (")[2].removesuffix(")"))
    param = getattr(error, "param", None)
    if kind == "MissingParameter" and param is not None:
        return localized("argument-missing", given=_name(param))
    value, is_choice, known = error.message.rstrip(".").partition(" is not one of ")
    if kind == "BadParameter" and param is not None and is_choice:
        return localized("no-such-choice", value=value, known=known.replace("'", "")).at(_name(param))
    return Localized(text, text)


_EXTRA = "Got unexpected extra argument"


def _name(param: Any) -> str:
    """Return an option as it is written, or the argument's name in the help."""
    return " / ".join(param.opts) if param.param_type_name == "option" else str(param.human_readable_name)
