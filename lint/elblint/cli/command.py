"""Commands take their options as declared ones, beside parameters that Typer reads from their signature."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any, Optional

import typer

from elblint.cli import completion
from elblint.cli.option import Option, Options


def lints(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that its parameters of classes of Options declare, and these filled in.

    In the help the command's other parameters come first, and of the classes the last one.
    """
    hints = inspect.get_annotations(command, eval_str=True)
    hints.pop("return", None)
    groups = {name: hint for name, hint in hints.items() if _is_options(hint)}
    kept = {
        name: parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in inspect.signature(command).parameters.items()
        if name not in groups
    }
    declared = {field: one for group in reversed(groups.values()) for field, one in group.declared.items()}

    @functools.wraps(command)
    def called(**given: Any) -> None:
        chosen = {
            name: group(**{field: _value(one, given.pop(field)) for field, one in group.declared.items()})
            for name, group in groups.items()
        }
        command(**chosen, **given)

    parameters = [*kept.values(), *map(_parameter, declared.values())]
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {one.name: one.annotation for one in parameters}
    del called.__wrapped__
    return called


def typer_option(declared: Any) -> Any:
    """Return a declared option as Typer takes it; ``declared`` is an attribute of a class of Options."""
    one: Option = declared
    shown: dict[str, Any] = {"help": one.help, "metavar": one.metavar or None}
    if one.complete:
        function, _, value = one.complete.partition(" ")
        offered = getattr(completion, function)
        shown["autocompletion"] = offered(value) if value else offered
    if one.is_list or one.default is None:
        shown["show_default"] = False
    if one.is_argument:
        return typer.Argument(**shown)
    # As its names are given, Typer makes no second one with --no- for a flag.
    return typer.Option(*one.flags, **shown)


def _parameter(one: Option) -> inspect.Parameter:
    kind: Any = bool if one.is_flag else one.choices or str
    default = one.default
    if one.is_list:
        kind, default = Optional[list[kind]], None  # noqa: UP045
    elif default is None:
        kind = Optional[kind]  # noqa: UP045
    return inspect.Parameter(
        one.field,
        inspect.Parameter.KEYWORD_ONLY,
        default=default,
        annotation=Annotated[kind, typer_option(one)],
    )


def _value(one: Option, given: Any) -> Any:
    return tuple(given or ()) if one.is_list else given


def _is_options(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Options)
