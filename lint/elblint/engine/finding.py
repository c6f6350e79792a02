"""Findings: the results of rules, with locations, edits and the facts that would decide them."""

from __future__ import annotations

from elblint.model.objects import KubeObject
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TYPE_CHECKING, Literal, TypeAlias
from elblint.text.printable import Printable
from elblint.text.source import Location

if TYPE_CHECKING:
    from elblint.engine.premises import Premise

Severity: TypeAlias = Literal["note", "warning", "error"]
Certainty: TypeAlias = Literal["certain", "possible"]

SEVERITIES: tuple[Severity, ...] = ("note", "warning", "error")
CERTAINTIES: tuple[Certainty, ...] = ("certain", "possible")
NOTHING = Printable("")


def as_severity(word: str) -> Severity:
    """One of the three words as a severity. Raises ValueError for any other."""
    return SEVERITIES[SEVERITIES.index(word)]


def lower(severity: Severity) -> Severity:
    """One severity less; a note stays a note."""
    return SEVERITIES[max(SEVERITIES.index(severity) - 1, 0)]


def at_most(severity: Severity, bound: str) -> Severity:
    """The severity, or ``bound`` if that is less."""
    return SEVERITIES[min(SEVERITIES.index(severity), SEVERITIES.index(as_severity(bound)))]


class Edit(NamedTuple):
    """A fix that can be applied: locations and their new texts, all of them or none.

    ``safe`` edits change nothing else that counts. ``choice`` says what a person has to decide who takes this one
    among others; empty where there is nothing to decide.
    """

    replacements: tuple[tuple[Location, str], ...]
    safe: bool
    choice: Printable = NOTHING
    fix: int = 0
    """The 1-based number of the advice in ``fixes`` that it carries out; 0 if none does."""
    description: Printable = NOTHING
    """The change itself, such as "Set spec.externalTrafficPolicy to Cluster"."""


class Related(NamedTuple):
    """A further place, with a caption."""

    location: Location
    label: Printable


class Source(NamedTuple):
    """The document that a claim rests on."""

    document: str
    title: str
    section: str
    url: str


class Finding(NamedTuple):
    """One finding; all texts are in the language of the run, and printable."""

    rule: str
    name: str
    severity: Severity
    certainty: Certainty
    location: Location
    title: Printable
    message: Printable
    subject: Printable = NOTHING
    """The object as people say it (``Service shop/web``); empty if the finding is about a whole text."""
    identity: tuple[str, ...] = ()
    """Cluster, kind, namespace and name of the object."""
    field_path: str = ""
    """The path of the field that is pointed at."""
    cause: str = ""
    related: tuple[Related, ...] = ()
    unknown_facts: tuple[tuple[str, Printable], ...] = ()
    """The unknown facts that would decide it, each with how to give it."""
    reasons: tuple[Printable, ...] = ()
    """Reasons for uncertainty that no fact can resolve, because the sources do not say."""
    fixes: tuple[Printable, ...] = ()
    snippets: tuple[Printable, ...] = ()
    """For each of ``fixes`` the text to paste, which may have several lines; empty where there is none."""
    edits: tuple[Edit, ...] = ()
    sources: tuple[Source, ...] = ()
    kube_object: KubeObject | None = None
    """The object itself."""
    unreadable: bool = False
    """True if it says that some input could not be read (exit code 2)."""
    is_acceptable: bool = False
    """True if it may be suppressed, or be in a baseline, although some input could not be read."""
    detail: Printable = NOTHING
    """The words of a fault of the input, which are a part of the message."""
    for_several: Printable = NOTHING
    """The message for several findings of one cause."""
    is_folded: bool = False
    """True if it stands for several, of which the others are its related places."""

    @property
    def advice(self) -> list[tuple[Printable, Printable]]:
        """Each of ``fixes`` with its snippet."""
        return [
            (fix, self.snippets[number] if number < len(self.snippets) else NOTHING)
            for number, fix in enumerate(self.fixes)
        ]

    @property
    def premises(self) -> tuple[Premise, ...]:
        """The known facts about the cluster, for a finding about reachability, which rests on them; else none."""
        if not self.cause or self.kube_object is None:
            return ()
        from elblint.engine.premises import cluster_premises

        known = cluster_premises(self.kube_object.cluster)
        return tuple(premise for premise in known if premise.value is not None)

    @property
    def order(self) -> tuple[str, int, int, str, tuple[str, ...]]:
        """By place, then by rule."""
        return self.location.path, self.location.start, self.location.end, self.rule, self.identity
