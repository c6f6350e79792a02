"""The part of a reachability model that somebody asks for: some objects, some callers, only what fails."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from elblint.engine.reach_model import ReachModel, ReachObject
from elblint.errors import UsageError
from elblint.i18n.hints import nearest_word
from elblint.i18n.localized import localized


def focused(
    model: ReachModel, objects: Sequence[str] = (), callers: Sequence[str] = (), *, only_failing: bool = False
) -> ReachModel:
    """Return the objects, callers and calls that are asked for; nothing asked stands for all.

    Patterns have ``*`` and ``?``. An object is named ``web``, ``shop/web`` or ``Service shop/web``; a caller as the
    table or the input names it. What fails is what is not surely reached.

    Raises UsageError for a name that fits nothing.
    """
    kept = list(model.objects)
    if objects:
        _check("--object", objects, [_names(one) for one in kept])
        kept = [one for one in kept if _fits(_names(one), objects)]
    if callers:
        # Callers of no object at all are a slip of the pen; callers of some other object are not.
        _check("--caller", callers, [name for one in model.objects for name in _caller_names(one)])
        kept = [_of_callers(one, callers) for one in kept]
        kept = [one for one in kept if one.cells or one.calls]
    if only_failing:
        kept = [_failing(one) for one in kept]
        kept = [one for one in kept if one.cells or one.calls]
    return model._replace(objects=tuple(kept))


def _names(one: ReachObject) -> tuple[str, ...]:
    _, kind, namespace, name = one.user.identity
    return name, f"{namespace}/{name}", f"{kind} {namespace}/{name}", f"{kind}/{name}", str(one.user)


def _caller_names(one: ReachObject) -> list[tuple[str, ...]]:
    return [(name, words) for name, words in one.callers.items()] + [
        _names_of_call(call.caller) for call in one.calls
    ]


def _names_of_call(caller: str) -> tuple[str, ...]:
    rest = caller.partition(" ")[2]
    return caller, rest, rest.rpartition("/")[2]


def _fits(names: tuple[str, ...], patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


def _check(option: str, patterns: Sequence[str], known: list[tuple[str, ...]]) -> None:
    for pattern in patterns:
        if not any(_fits(names, [pattern]) for names in known):
            hint = nearest_word(pattern, [name for names in known for name in names])
            raise UsageError(localized("focus-fits-nothing").at(f"{option} {pattern}").hinting(hint))


def _of_callers(one: ReachObject, patterns: Sequence[str]) -> ReachObject:
    callers = {name: words for name, words in one.callers.items() if _fits((name, words), patterns)}
    calls = tuple(call for call in one.calls if _fits(_names_of_call(call.caller), patterns))
    # The rows of the table that the calls stand for are the way to read their verdicts.
    rows = {row for call in calls for row in call.rows}
    callers |= {name: words for name, words in one.callers.items() if name in {caller for caller, _ in rows}}
    return _with_callers(one._replace(calls=calls), set(callers))


def _failing(one: ReachObject) -> ReachObject:
    calls = tuple(call for call in one.calls if call.verdict != "reachable")
    failing = {cell.caller for cell in one.cells if cell.verdict != "reachable"}
    return _with_callers(one._replace(calls=calls), failing)


def _with_callers(one: ReachObject, kept: set[str]) -> ReachObject:
    return one._replace(
        callers={name: words for name, words in one.callers.items() if name in kept},
        cells=tuple(cell for cell in one.cells if cell.caller in kept),
    )
