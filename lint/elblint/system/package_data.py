"""The place of the data that comes with elblint."""

from __future__ import annotations

import os
from functools import cache

from elblint.errors import RuleError

TABLE, CONTROLLERS = "reachability.yaml", "controllers.yaml"
"""Files below the folder of the rules."""


@cache
def built_in_rules() -> str:
    """The folder of the rules that come with elblint: inside the installed package, or in the checkout."""
    package = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    inside = os.path.join(package, "rules")
    for folder in (inside, os.path.join(os.path.dirname(os.path.dirname(package)), "rules")):
        if os.path.isfile(os.path.join(folder, TABLE)):
            return folder
    raise RuleError(f"{inside}: the built-in rules are missing; install elblint again")
