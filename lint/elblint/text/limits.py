"""Limits on the input: past a limit there is a finding, and neither a crash nor a long wait.

They say what this machine shall bear, and hold for a run. Options and configuration raise them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from elblint.errors import UsageError
from elblint.i18n.localized import localized
from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple

_UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30}
_NUMBER = lazy_pattern(r"([0-9]{1,12}) ?(?:([kmgKMG])(?:i?[bB])?)?\Z")


class Limits(NamedTuple):
    """The limits by name; each is the most that is still read."""

    file_size: int = 100 * 2**20
    """Bytes of one file, or of standard input."""
    documents: int = 200_000
    """Documents of one file."""
    depth: int = 100
    """Levels of collections within each other."""
    values: int = 500_000
    """Values of one document."""
    aliases: int = 50_000
    """Aliases of one document."""
    line_length: int = 20 * 2**20
    """Characters of one line."""
    seconds: int = 60
    """For the documents of one file."""
    run_seconds: int = 600
    """For the whole run."""
    run_memory: int = 4 * 2**30
    """Bytes of memory for the whole run."""

    def with_words(self, words: Mapping[str, str], *, ceiling: int | None = None) -> Limits:
        """These limits, with some replaced, by the names that a user knows (``file-size``).

        With ``ceiling`` a limit may be at most so many times its default: a repository's own settings are its
        author's, who is not the one to say what this machine bears. Raises UsageError for what is no limit, for what
        is no number (``200``, ``500 MiB``) for it, and for one above the ceiling.
        """
        names = limit_names()
        changed: dict[str, int] = {}
        for name, value in words.items():
            if name not in names:
                raise _wrong("limit-unknown", given=name, names=", ".join(names))
            match = _NUMBER.match(value.strip())
            number = int(match[1]) * _UNITS[(match[2] or "").lower()] if match is not None else 0
            least, most = _RANGES.get(name, (1, 2**50))
            if not least <= number <= most:
                kind = "limit-out-of-range" if name in _RANGES else "limit-no-number"
                raise _wrong(kind, value=value, given=name, least=least, most=most)
            field = name.replace("-", "_")
            highest = None if ceiling is None else ceiling * Limits._field_defaults[field]
            if highest is not None and number > highest:
                raise _wrong("limit-too-high", value=value, given=name, highest=highest)
            changed[field] = number
        return self._replace(**changed)


# What elblint's own files need, and what Python's stack bears.
_RANGES = {
    "depth": (20, 500),
    "values": (10_000, 2**50),
    "run-seconds": (1, 10**9),
    "run-memory": (2**27, 2**50),
}
CEILING = 5
"""The factor by which a configuration may raise a limit above its default."""
_DEFAULT = Limits()
_in_force: ContextVar[Limits] = ContextVar("limits", default=_DEFAULT)


def limits() -> Limits:
    """Return the limits of this run."""
    return _in_force.get()


def use_limits(chosen: Limits) -> None:
    """Let these limits hold from now on, in this thread or task."""
    _in_force.set(chosen)


@contextmanager
def limits_set(chosen: Limits) -> Iterator[None]:
    """Let these limits hold inside a ``with`` block."""
    before = _in_force.set(chosen)
    try:
        yield
    finally:
        _in_force.reset(before)


def limits_of_config(written: Iterable[tuple[str, str]]) -> Limits:
    """Return the default limits as a configuration changes them. Raises UsageError as ``with_words`` does."""
    return Limits().with_words(dict(written), ceiling=CEILING)


def _wrong(kind: str, **values: object) -> UsageError:
    return UsageError(localized(kind, **values).at("limits"))


def limit_names() -> list[str]:
    """The names of the limits, as a user writes them."""
    return [name.replace("_", "-") for name in Limits._fields]


def raising_advice(name: str) -> str:
    """Return advice on raising a limit, for the end of a message."""
    return f"; --limit {name}=N raises the limit"
