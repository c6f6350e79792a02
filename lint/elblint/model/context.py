"""All objects of a run, and how they belong together. They meet here once, before any rule is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial

from elblint.model.addresses.addressed_texts import KeptTexts
from elblint.model.addresses.calls import find_calls
from elblint.model.addresses.references import AddressReference
from elblint.model.addresses.resolver import TargetIndex, what_answers
from elblint.model.addresses.roles import Roles
from elblint.model.annotations.annotation import Annotation, find_annotations
from elblint.model.annotations.catalogue import Catalogue
from elblint.model.annotations.value_issues import find_values
from elblint.model.cluster import KnownElb
from elblint.model.elb_users import ElbUser
from elblint.model.indexes.duplicate_objects import DuplicateObjects
from elblint.model.indexes.elb_neighbours import ElbNeighbours
from elblint.model.indexes.selection import Selection
from elblint.model.objects import KubeObject
from elblint.model.services import Service
from elblint.model.subject import Subject
from elblint.model.unknown import Unknown
from elblint.model.workloads import Workload
from elblint.system.type_names import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from elblint.model.addresses.placement import Position
    from elblint.model.indexes.autoscaling import Autoscaling

_T = TypeVar("_T")
_Shared = TypeVar("_Shared", bound=Sequence[Subject])


class LintContext:
    """Every object of the run. ``objects`` are in a fixed order, whatever order the files were read in."""

    def __init__(
        self,
        objects: Iterable[KubeObject],
        known_elbs: Iterable[KnownElb] = (),
        catalogue: Callable[[], Catalogue] = Catalogue,
        targets: TargetIndex | None = None,
        roles: Roles | None = None,
        kept_texts: KeptTexts | None = None,
    ) -> None:
        """``catalogue`` is called when a rule first asks about annotations.

        ``targets`` is what answers to which address, if that was found out already, with the known ELBs;
        ``kept_texts`` what an earlier run has found in the texts of objects.
        """
        self._catalogue = catalogue
        self._kept_texts = kept_texts
        self._roles = roles or Roles()
        self.objects = sorted(objects, key=lambda item: item.order)
        self.has_released = any(item.span is not None for item in self.objects)
        """True if some objects were released: no rule of the run can be true of them by themselves."""
        self.by_kind: dict[str, list[KubeObject]] = {}
        for item in self.objects:
            self.by_kind.setdefault(item.kind, []).append(item)
        self.parts: dict[str, Sequence[Subject]] = {}
        """Calls, annotations and the mistakes in their values, by kind, as far as somebody asked."""
        self.targets = what_answers(self.objects, known_elbs) if targets is None else targets
        self.selection = Selection(self.objects)
        self.neighbours = ElbNeighbours(self.objects)
        self._config_maps: dict[tuple[str, str], list[KubeObject]] | None = None
        self._all_calls: list[AddressReference] = []
        self._calls_to: dict[int, list[AddressReference]] | None = None
        self._once: dict[tuple[str, int], tuple[Sequence[Subject], Any]] = {}
        self._called: dict[int, list[KubeObject]] = {}

    def subjects(self, kind: str) -> Sequence[Subject]:
        """All objects of a kind that rules know; calls and annotations are looked for when somebody asks."""
        if kind in self.by_kind:
            return self.by_kind[kind]
        if kind not in self.parts:
            if kind == "Call":
                self.keep_calls(find_calls(self.objects, self.targets, self._roles, self._kept_texts))
            elif kind == "Annotation":
                self.parts[kind] = find_annotations(self.objects, self._catalogue)
            elif kind == "Value":
                annotations = [one for one in self.subjects("Annotation") if isinstance(one, Annotation)]
                self.parts[kind] = find_values(annotations)
        return self.parts.get(kind, [])

    @cached_property
    def autoscaling(self) -> Autoscaling:
        """The autoscalers of workloads."""
        from elblint.model.indexes.autoscaling import Autoscaling

        return Autoscaling(self.by_kind.get("Autoscaler", []))

    @cached_property
    def positions(self) -> Callable[[list[Workload], Service], list[Position]]:
        """The function that gives the positions of callers, relative to the backends of a Service."""
        from elblint.model.indexes.caller_positions import CallerPositions

        return CallerPositions(self.selection).positions

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of annotations."""
        return self._catalogue()

    def earlier_conflict(self, ingress: Subject, point: str) -> list[list[KubeObject]]:
        """The Ingress before this one, on a listener of both, that disagrees with it in one of POINTS."""
        from elblint.model.indexes.ingress_conflicts import conflict_index, earlier_conflict

        for others in self.neighbours.on_same_listener(ingress, "Ingress"):
            index = self.once(f"clashes in {point}", others, partial(conflict_index, point))
            found = earlier_conflict(ingress, point, index)
            if found is not None:
                return [[found]]
        return []

    def earlier_versions(self, user: Subject) -> list[list[KubeObject]]:
        """Return the objects before ``user`` that may be the same object and differ from it."""
        found = []
        for others in self.neighbours.on_same_elb(user, user.kind):
            earlier = self.once("earlier versions", others, DuplicateObjects).of(user)
            if earlier is not None:
                found.append([earlier])
        return found

    def once(self, what: str, shared: _Shared, work: Callable[[_Shared], _T]) -> _T:
        """Return the result of a computation on a list that several objects share, computed for the first of them."""
        key = what, id(shared)
        if key not in self._once:
            # With the list itself, so that its id means no other.
            self._once[key] = shared, work(shared)
        found: _T = self._once[key][1]
        return found

    def forget_once(self) -> None:
        """Let go of such results."""
        self._once.clear()

    def forget_parts(self, kinds: Iterable[str]) -> None:
        """Let go of parts of objects; whoever asks has them looked for again."""
        for kind in kinds:
            self.parts.pop(kind, None)

    @property
    def every_call(self) -> list[AddressReference]:
        """All calls, those too of which nobody knows who answers."""
        self.subjects("Call")
        return self._all_calls

    def keep_calls(self, calls: list[AddressReference]) -> None:
        """Take the calls of an earlier run, equal to those of this one and in their order, in place of them."""
        self._all_calls = calls
        self.parts["Call"] = [call for call in calls if not call.target.is_undecided]
        self._calls_to = None

    def calls_to(self, user: ElbUser) -> list[AddressReference]:
        """The calls in the input that mean to reach a Service or Ingress, or may mean to."""
        if self._calls_to is None:
            calls_to: dict[int, list[AddressReference]] = {}
            for call in self.every_call:
                calls_to.setdefault(id(call.target.user), []).append(call)
            self._calls_to = calls_to
        return self._calls_to.get(id(user), [])

    def called(self, call: Subject, kind: str) -> list[list[KubeObject]]:
        """The object of ``kind`` that a call means to reach, in a list of lists as rules take it."""
        if not isinstance(call, AddressReference) or call.target.user.kind != kind:
            return []
        return [self._called.setdefault(id(call.target.user), [call.target.user])]

    def backends(self, service: Service) -> list[Workload] | Unknown:
        """The workloads whose Pods stand behind a Service; unknown if the input holds none of them."""
        return self.selection.backends(service)

    def config_maps(self, scope: tuple[str, str]) -> list[KubeObject]:
        """Return the ConfigMaps of a namespace, by the names of its cluster and its own."""
        if self._config_maps is None:
            self._config_maps = {}
            for one in self.by_kind.get("TextHolder", []):
                if one.manifest_kind == "ConfigMap":
                    self._config_maps.setdefault(one.scope, []).append(one)
        return self._config_maps.get(scope, [])
