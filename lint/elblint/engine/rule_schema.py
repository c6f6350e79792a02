"""The JSON Schema of rule files, made from what the loader knows: editors complete what it accepts."""

from __future__ import annotations

from elblint.engine import rule_keys
from elblint.engine.finding import CERTAINTIES, SEVERITIES
from elblint.engine.rule import CAUSES, CONFIDENCES, FAULTS, SUBJECTS, TOGETHER
from elblint.engine.rule_keys import Keys
from elblint.engine.rule_tests import CASES
from elblint.engine.rule_text import LANGUAGES
from elblint.model.cluster import CATEGORIES, NETWORKS, PROXIES
from elblint.model.facts import FACTS
from elblint.model.indexes.relations import RELATIONS
from elblint.system.type_names import Any

_REF = "#/$defs/"


def rule_schema() -> dict[str, Any]:
    """The schema that is published as ``rules/schema/rule.json``."""
    words = {"$ref": _REF + "words"}
    condition = {"$ref": _REF + "condition"}
    properties: dict[str, Any] = {
        "id": {"description": "Stable for ever.", "type": "string", "pattern": "^[A-Z]{2,10}[0-9]{3,4}$"},
        "name": {
            "description": "Says what is wrong.",
            "type": "string",
            "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
        },
        "severity": {"enum": list(SEVERITIES)},
        "when-unknown": {
            "description": "What an unknown verdict gives: a finding one severity lower, a note, or nothing.",
            "enum": ["lower", "note", "silent"],
        },
        "silent-without": {
            "description": "Facts without which there is nothing worth reporting.",
            "type": "array",
            "items": {"enum": sorted(FACTS)},
        },
        "confidence": {
            "description": "How sure the sources are; it bounds the severity.",
            "enum": list(CONFIDENCES),
        },
        "cause": {"enum": list(CAUSES)},
        "sources": {"type": "array", "minItems": 1, "items": {"$ref": _REF + "source"}},
        "source-of-subject": {
            "description": "Cite the documents that the catalogue names for the annotation, if it names any.",
            "type": "boolean",
        },
        "subject": {
            "description": "What the rule looks at.",
            "oneOf": [
                {"enum": list(SUBJECTS)},
                {"type": "array", "items": {"enum": sorted(TOGETHER)}, "minItems": 2, "uniqueItems": True},
            ],
        },
        "diagnostic": {"description": "For the subject Input: the kind of diagnostic.", "enum": list(FAULTS)},
        "for-any": {
            "description": "Another object, by a name of your choice, in a relation to the subject.",
            "type": "object",
            "required": ["relation"],
            "minProperties": 2,
            "maxProperties": 2,
            "properties": {"relation": {"enum": list(RELATIONS)}},
            "additionalProperties": {"enum": [subject for subject in SUBJECTS if subject != "Input"]},
        },
        "unreachable": {
            "description": "A section of rules/reachability.yaml that the rule reports.",
            "type": "string",
        },
        "when": condition,
        "at": {
            "description": "Where to point: a field's path, or elb, containers, replicas.",
            "type": "string",
        },
        "related": {"type": "array", "items": {"$ref": _REF + "related"}},
        "title": words,
        "message": words,
        "why": words,
        "fixes": {"type": "array", "minItems": 1, "items": {"$ref": _REF + "fix"}},
        "edits": {
            "description": "Texts that fix the finding, if that is mechanical; safe ones change nothing else.",
            "type": "array",
            "items": {
                "oneOf": [
                    _mapping(
                        rule_keys.REPLACEMENT,
                        {
                            "at": {"description": "What is replaced.", "type": "string"},
                            "with": {"description": "The new text.", "type": "string"},
                            "fix": {
                                "description": "The number, from 1, of the entry of fixes that it carries out.",
                                "type": "integer",
                                "minimum": 1,
                            },
                            "remove": {
                                "description": "Fields that go with it, if they are there.",
                                "type": "array",
                                "items": {"type": "string"},
                            },
                            "safe": {"type": "boolean"},
                            "choice": {
                                "description": "What a person has to decide, and what it costs.",
                                **words,
                            },
                            "when": condition,
                        },
                    ),
                    _mapping(
                        rule_keys.MOVE,
                        {
                            "move-to": {"description": "The mapping to move the entry to.", "type": "string"},
                            "safe": {"type": "boolean"},
                            "when": condition,
                        },
                    ),
                ]
            },
        },
        "tests": {"type": "array", "items": {"$ref": _REF + "test"}},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "elblint rule",
        "description": "One rule. Conditions have three values: what is unknown gives a possible finding.",
        **_mapping(rule_keys.RULE, properties),
        "$defs": _definitions(words, condition),
    }


def _definitions(words: dict[str, Any], condition: dict[str, Any]) -> dict[str, Any]:
    conditions = {"type": "array", "minItems": 1, "items": condition}
    text = {"type": "string", "minLength": 1}
    cluster = {
        "name": text,
        "category": {"enum": list(CATEGORIES)},
        "network": {"enum": list(NETWORKS)},
        "proxy": {"enum": list(PROXIES)},
        "version": {"type": ["string", "number"]},
    }
    elb = {"id": text, "class": text, "addresses": {"type": "array", "items": text}}
    single = {"type": ["string", "boolean", "number", "null"]}
    return {
        "words": _closed(dict.fromkeys(LANGUAGES, text), required=list(LANGUAGES)),
        "source": {
            "oneOf": [
                _mapping(rule_keys.SHARED_SOURCE, {"document": text, "section": words}),
                _mapping(rule_keys.OWN_SOURCE, {"url": text, "title": words}),
            ]
        },
        "related": _mapping(rule_keys.RELATED, {"at": text, "label": words, "when": condition}),
        "fix": {
            "oneOf": [
                _mapping(rule_keys.SHARED_FIX, {"use": text, "when": condition}),
                _mapping(
                    rule_keys.OWN_FIX,
                    {
                        **dict.fromkeys(LANGUAGES, text),
                        "snippet": {"description": "A text to paste, as it is in every language.", **text},
                        "when": condition,
                    },
                ),
            ]
        },
        "condition": {
            "description": "All entries must hold.",
            "type": "object",
            "minProperties": 1,
            "properties": {
                "all": conditions,
                "any": conditions,
                "none": conditions,
                "not": condition,
                "undocumented": {"description": "What the sources leave open: always unknown.", **words},
                **{
                    name: {"description": fact.meaning, "$ref": _REF + "comparison"}
                    for name, fact in FACTS.items()
                },
            },
            "additionalProperties": False,
            "patternProperties": {r"^[a-z][a-z0-9-]*\.[A-Za-z0-9._/-]+$": {"$ref": _REF + "comparison"}},
        },
        "comparison": {
            "oneOf": [
                {"description": "equal", **single},
                {"description": "one of", "type": "array", "minItems": 1, "items": single},
                {
                    **_closed(
                        {
                            "known": {"type": "boolean"},
                            "is-not": {"oneOf": [single, {"type": "array", "items": single}]},
                            "not-known-to-be": {
                                "description": "Another value, or unknown.",
                                "oneOf": [single, {"type": "array", "items": single}],
                            },
                            "below": {
                                "description": "A version before this one.",
                                "type": ["string", "number"],
                            },
                            "at-least": {
                                "description": "This version or a later one.",
                                "type": ["string", "number"],
                            },
                            "matches": {"description": "A regular expression.", "type": "string"},
                        }
                    ),
                    "minProperties": 1,
                    "maxProperties": 1,
                },
            ]
        },
        "test": _mapping(
            rule_keys.TEST,
            {
                "name": text,
                "case": {"enum": list(CASES)},
                "cluster": _mapping(rule_keys.TEST_CLUSTER, cluster),
                "elbs": {"type": "array", "items": _mapping(rule_keys.TEST_ELB, elb)},
                "manifest": text,
                "bytes": {"description": "The manifest as hexadecimal bytes.", "type": "string"},
                "inputs": {
                    "description": "Several manifests, each with its cluster.",
                    "type": "array",
                    "items": _mapping(
                        rule_keys.TEST_INPUT,
                        {"cluster": _mapping(rule_keys.TEST_CLUSTER, cluster), "manifest": text},
                    ),
                },
                "expect": {"type": "array", "items": {"$ref": _REF + "expected"}},
            },
        ),
        "expected": _mapping(
            rule_keys.EXPECTED,
            {
                "at": {"description": "Kind/name and a field's path, or line:column.", "type": "string"},
                "severity": {"enum": list(SEVERITIES)},
                "certainty": {"enum": list(CERTAINTIES)},
                "unknown-facts": {"type": "array", "items": {"enum": sorted(FACTS)}},
                "fixes": {"description": "How many fixes are offered.", "type": "integer"},
                "message": {"description": "Parts of the English message.", "type": "array", "items": text},
            },
        ),
    }


def _mapping(keys: Keys, shapes: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a mapping with these keys; ``shapes`` has a schema for each of them."""
    if shapes.keys() != set(keys.known):
        raise KeyError(*sorted(shapes.keys() ^ set(keys.known)))
    return _closed({key: shapes[key] for key in keys.known}, list(keys.required))


def _closed(properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**schema, "required": required} if required else schema
