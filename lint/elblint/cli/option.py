"""An option declared once: Typer, the reader of plain command lines, the help and completion take it from there."""

from __future__ import annotations

from enum import Enum

from elblint.system.type_names import TYPE_CHECKING, Any, ClassVar

HEADINGS = ("options", "cluster-facts", "rules", "input", "charts", "general")
"""The headings of the help, in their order; their words are ``help-NAME``."""

if TYPE_CHECKING:
    from typing import TypeVar

    _Value = TypeVar("_Value")
    _Of = TypeVar("_Of", bound="Options")

    def option(
        default: _Value,
        *flags: str,
        help: str,  # noqa: A002  as Typer calls it
        metavar: str = "",
        heading: str = "options",
        choices: type[Enum] | None = None,
        complete: str = "",
    ) -> _Value:
        """Declare an option as a field of a subclass of Options; see Option."""


class Option:
    """One option; as an attribute of its class it is itself, of an instance it is the value.

    Its kind follows from its default: ``False`` is a flag, ``()`` may be given several times, ``None`` is an
    optional choice, and a text takes one value. Without ``flags`` it is called ``--`` and the field's name; a flag
    of ``""`` is an argument. ``complete`` is a function of elblint.cli.completion, or one with its argument, as
    ``values_of proxy``.
    """

    __slots__ = ("choices", "complete", "default", "field", "flags", "heading", "help", "metavar")

    def __init__(
        self,
        default: Any,
        *flags: str,
        help: str,  # noqa: A002  as Typer calls it
        metavar: str = "",
        heading: str = "options",
        choices: type[Enum] | None = None,
        complete: str = "",
    ) -> None:
        self.default = default
        self.flags = flags
        self.help = help
        self.metavar = metavar
        self.heading = heading
        self.choices = choices
        self.complete = complete

    def __set_name__(self, owner: type, name: str) -> None:
        self.field = name
        if not self.flags:
            self.flags = ("--" + name.replace("_", "-"),)

    def __get__(self, instance: object, owner: type) -> Any:
        return self if instance is None else self.default

    @property
    def is_argument(self) -> bool:
        """Return whether it is given without a name."""
        return self.flags == ("",)

    @property
    def is_flag(self) -> bool:
        """Return whether it takes no value."""
        return self.default is False

    @property
    def is_list(self) -> bool:
        """Return whether it may be given several times."""
        return isinstance(self.default, tuple)

    def read(self, word: str) -> object:
        """Return the value that a word stands for. Raises ValueError for what is none of the choices."""
        return word if self.choices is None else self.choices(word)


class Options:
    """A base for the options of a command: its fields are declared with ``option``."""

    declared: ClassVar[dict[str, Option]]

    def __init_subclass__(cls) -> None:
        cls.declared = {name: one for name, one in vars(cls).items() if isinstance(one, Option)}

    def __init__(self, **values: object) -> None:
        unknown = values.keys() - self.declared.keys()
        if unknown:
            raise TypeError(f"{type(self).__name__} has no option {sorted(unknown)[0]}")
        vars(self).update(values)

    def replaced(self: _Of, **values: object) -> _Of:
        """Return the same options with some other values."""
        return type(self)(**{**vars(self), **values})

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.declared)
        return f"{type(self).__name__}({values})"


def by_flag(*groups: type[Options]) -> dict[str, Option]:
    """Return the options of some commands by the names that they are given with; arguments have none."""
    declared = (one for group in groups for one in group.declared.values() if not one.is_argument)
    return {flag: one for one in declared for flag in one.flags}


if not TYPE_CHECKING:
    option = Option
