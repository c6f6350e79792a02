"""The fields that the pointers of a rule mean in the objects of a verdict."""

from __future__ import annotations

from elblint.engine.condition import Env
from elblint.engine.rule_words import Pointer
from elblint.model.pointers import location_of as place_of
from elblint.model.pointers import pointed
from elblint.model.subject import FieldPath, Subject
from elblint.text.source import Location


def path_of(pointer: Pointer, env: Env) -> FieldPath:
    """Return the path of the field that a pointer means, for an object and its partner."""
    if pointer.name is None:
        return pointer.path
    return pointed(env.objects[pointer.binding], pointer.name, partner_of(pointer, env)).path


def partner_of(pointer: Pointer, env: Env) -> Subject | None:
    """Return the other object of a rule about two; None without one."""
    return next((other for name, other in env.objects.items() if name != pointer.binding), None)


def field_of(pointer: Pointer, env: Env) -> str:
    """Return the field that a pointer means as people write it: ``spec.ports[0].port``."""
    shown = ""
    for step in path_of(pointer, env):
        if isinstance(step, int):
            shown += f"[{step}]"
        elif step.replace("_", "").replace("-", "").isalnum():
            shown += f".{step}" if shown else step
        else:
            shown += f'["{step}"]'
    return shown


def location_of(pointer: Pointer, env: Env) -> Location:
    """Return the place of the field that a pointer means."""
    found = env.objects[pointer.binding]
    if pointer.name is None:
        return found.location(pointer.path)
    return place_of(found, pointer.name, partner_of(pointer, env))
