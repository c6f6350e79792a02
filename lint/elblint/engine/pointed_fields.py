"""The fields that the pointers of a rule mean in the objects of a verdict."""

from __future__ import annotations

from elblint.engine.condition import Env
from elblint.engine.rule_words import Pointer
from elblint.model.subject import FieldPath, Subject
from elblint.text.source import Location


def path_of(pointer: Pointer, env: Env) -> FieldPath:
    """Return the path of the field that a pointer means, for an object and its partner."""
    if pointer.name is None:
        return pointer.path
    return env.objects[pointer.binding].named_path(pointer.name, partner_of(pointer, env)) or ()


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
    return found.named_location(pointer.name, partner_of(pointer, env))
