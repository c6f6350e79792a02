"""The faults of a configuration file, each with its place and the nearest valid word; all of them at once."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.errors import ConfigError, UsageError
from elblint.i18n.hints import nearest_word
from elblint.i18n.localized import Localized, description_of, localized, worded
from elblint.model.annotations.json_shape import surely_fits, without_references
from elblint.syntax.nodes import Mapping, Node, Scalar, every_node, items, python_data
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.globs.path_patterns import PathPatterns
from elblint.text.printable import brief
from elblint.text.source import Location, SourceText

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

MAX_VALUES = 20_000
_MOST_FAULTS = 50


class Faults:
    """The faults found so far, by their places."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self._found: dict[tuple[int, Localized], None] = {}

    def add(self, node: Node, message: Localized | str) -> None:
        """Take down a fault of a node; what is said of it once is not said again."""
        if self.source.hides(node.start, node.end):
            message = localized("config-hidden")
        short = Localized.of(lambda lang: brief(worded(message, lang)))
        self._found[node.start, short.at(self.location(node))] = None

    def check_pattern(self, node: Node, pattern: str, what: str) -> None:
        """Take down a pattern about paths that is none; ``what`` is what the file calls it."""
        try:
            PathPatterns([pattern], what)
        except UsageError as error:
            self.add(node, error.args[0])

    def within(self, node: Node) -> bool:
        """Return whether there is a fault of a node, or of something in it."""
        return any(node.start <= start <= node.end for start, _ in self._found)

    def check(self) -> None:
        """Raise ConfigError with all of them, in the order of the file, if there are any."""
        if self._found:
            messages = [message for _, message in sorted(self._found)]
            more = len(messages) - _MOST_FAULTS
            further = [localized("and-more", n=more).at(self.source.path)] if more > 0 else []
            raise ConfigError(*messages[:_MOST_FAULTS], *further)

    def location(self, node: Node) -> Location:
        """Return the location of a node."""
        return Location(self.source, node.start, node.end)


def refuse_nul(faults: Faults, root: Node) -> None:
    """Note NUL and lone surrogates, of which no path, pattern or name can consist."""
    source = faults.source
    if "\\" not in source.text and "\0" not in source.text:
        return
    for node in every_node([root]):
        if isinstance(node, Scalar) and (
            "\0" in node.text or any("\ud800" <= char <= "\udfff" for char in node.text)
        ):
            faults.add(node, localized("config-nul"))


def validate(faults: Faults, root: Node, schema: str) -> None:
    """Hold a file against the JSON Schema at a path, and note what does not fit."""
    import json

    with open(schema, encoding="utf-8") as file:
        wanted = json.load(file)
    try:
        data = python_data(root, budget=MAX_VALUES)
    except ValueError as too_many:
        faults.add(root, str(too_many))
        return
    if surely_fits(data, without_references(wanted)):
        return
    # The library says what is wrong, and takes longer to import than all else.
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    for each in Draft202012Validator(wanted).iter_errors(data):
        # Of alternatives, the one that comes nearest is explained, unless each asks for a key.
        error = each if _choices(each) else best_match([each])
        node = root
        for step in error.absolute_path:
            entered = node.get(str(step)) if isinstance(node, Mapping) else items(node)[int(step)]
            node = entered if entered is not None else node
        for place, message in _explained(node, error):
            faults.add(place, message)


def _explained(node: Node, error: ValidationError) -> Iterator[tuple[Node, Localized | str]]:
    """Yield what is wrong with a node, and where in it."""
    # Entries of lists are counted from 1, as lines are.
    steps = [str(step + 1) if isinstance(step, int) else step for step in error.absolute_path]
    where = ".".join(steps)
    if error.validator == "additionalProperties" and isinstance(node, Mapping):
        assert isinstance(error.schema, dict)
        known = list(error.schema.get("properties", {}))
        inside = localized("in-key", where=where) if where else localized("here")
        for name in [name for name in node.keys() if name not in known]:  # noqa: SIM118
            key, _ = node.entry(name) or (node, node)
            message = localized("config-key-unknown", given=name, inside=inside)
            yield key, message.hinting(nearest_word(name, known))
    elif error.validator == "enum":
        hint = nearest_word(str(error.instance), [str(value) for value in _listed(error.validator_value)])
        yield node, localized("config-no-value", value=error.instance, where=where).hinting(hint)
    elif error.validator == "type" and error.validator_value == "array":
        yield node, localized("config-no-list", where=where, value=error.instance)
    elif error.validator == "required":
        given = set(node.keys()) if isinstance(node, Mapping) else set()
        for missing in [name for name in _listed(error.validator_value) if name not in given]:
            yield node, localized("config-missing", names=f"'{missing}'", where=where)
    elif error.validator == "pattern" and isinstance(error.schema, dict) and "description" in error.schema:
        form = Localized.of(lambda lang: description_of(error.schema, lang))
        yield node, localized("config-wrong-form", value=error.instance, where=where, form=form)
    elif choices := _choices(error):
        names = localized("one-of", names=", ".join(choices))
        yield node, localized("config-missing", names=names, where=where)
    else:
        yield node, f"'{where}': {error.message}" if where else error.message


def _choices(error: ValidationError) -> list[str]:
    """Return the keys, in quotes, of which a mapping needs one; nothing for another error."""
    if error.validator != "anyOf":
        return []
    required = (one.get("required") for one in _listed(error.validator_value) if isinstance(one, dict))
    return [f"'{name}'" for names in required for name in _listed(names)]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
