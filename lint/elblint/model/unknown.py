"""The third truth value."""

from __future__ import annotations

from functools import lru_cache

from elblint.system.type_names import TypeVar

T = TypeVar("T")


@lru_cache(maxsize=1024)
def _set_of(needs: tuple[str, ...]) -> frozenset[str]:
    return frozenset(needs)


class Unknown:
    """A value that the input does not tell.

    ``needs`` names the facts that would decide it (see ``facts``); ``reasons`` are texts, in the run's
    language, for what no fact can decide because the sources do not say.
    """

    __slots__ = ("needs", "reasons")

    def __init__(self, *needs: str, reasons: tuple[str, ...] = ()) -> None:
        # Thousands of objects need the same few facts.
        self.needs = _set_of(needs)
        self.reasons = reasons

    def __or__(self, other: Unknown) -> Unknown:
        reasons = self.reasons + tuple(reason for reason in other.reasons if reason not in self.reasons)
        return Unknown(*(self.needs | other.needs), reasons=reasons)

    def __repr__(self) -> str:
        return f"Unknown({', '.join(sorted(self.needs) + list(self.reasons))})"

    def __bool__(self) -> bool:
        raise TypeError("an Unknown is neither true nor false")
