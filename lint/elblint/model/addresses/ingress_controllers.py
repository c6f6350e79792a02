"""Ingress controllers in the input: the Services in front of their Pods, and what they serve."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from elblint.model.controllers import Controller, known_controllers, may_name_a_controller
from elblint.model.ingresses import Ingress
from elblint.model.objects import KubeObject
from elblint.model.routes import IngressClass, Route
from elblint.model.services import Service
from elblint.model.unknown import Unknown
from elblint.model.workloads import Workload
from elblint.syntax.nodes import Node, child, items, text, text_at
from elblint.system.named_tuple import NamedTuple
from elblint.text.text_test import Occurrence

_OPTION = re.compile(r"(?:\A|\s)-{1,2}([A-Za-z][\w.-]{1,80})[= ](\S{1,253})")
_VARIABLE = re.compile(r"\$\([A-Za-z_]\w{0,60}\)")


PUBLISHING = ("ublish", "UBLISH", "external-service", "envoy-service")
"""Texts of which one is a part of every option that names the Service in front of a controller."""
_PUBLISHED = Occurrence(*PUBLISHING)


class RunningController(NamedTuple):
    """A controller in the input; ``found`` is what shows it: its workload, or the Service that its chart makes."""

    found: KubeObject
    services: list[Service]
    classes: frozenset[str]
    controllers: frozenset[str]
    routes: frozenset[str]

    def serves_ingress(self, ingress: Ingress, classes: list[IngressClass]) -> bool:
        """Return whether the class of an Ingress is one of the controller's."""
        if ingress.cluster.name != self.found.cluster.name:
            return False
        here = [one for one in classes if one.cluster.name == ingress.cluster.name]
        written = ingress.ingress_class
        if written is None:
            return any(one.is_default and one.controller in self.controllers for one in here)
        named = {one.controller for one in here if one.name == written}
        return not named.isdisjoint(self.controllers) if named else written in self.classes

    def serves_route(self, route: Route) -> bool:
        """Return whether a route is of a kind of the controller's, and of its class if it says one."""
        return (
            route.manifest_kind in self.routes
            and route.cluster.name == self.found.cluster.name
            and route.written_class in {None, *self.classes}
        )


def running_controllers(objects: Iterable[KubeObject], fronts: list[Service]) -> list[RunningController]:
    """Return the controllers behind some Services: by their Pods, or else by the selector of the Service."""
    by_name = {(*one.scope, one.name): one for one in fronts}
    # By one pair of its selector, which is enough to look at few workloads more closely.
    by_pair: dict[tuple[str, str, str, str], list[Service]] = {}
    for front in fronts:
        if not isinstance(front.selector, Unknown) and front.selector:
            by_pair.setdefault((*front.scope, *next(iter(front.selector.items()))), []).append(front)
    running: list[RunningController] = []
    for workload in objects:
        if isinstance(workload, Workload):
            behind = [one for one in _candidates(workload, by_pair) if one.selects(workload)]
            if behind or workload.may_hold(_PUBLISHED):
                running += _of_workload(workload, behind, by_name)
    shown = {id(service) for one in running for service in one.services}
    for front in fronts:
        if id(front) in shown or isinstance(front.selector, Unknown):
            continue
        if any(map(may_name_a_controller, front.selector.values())):
            running += [
                RunningController(front, [front], known.classes, known.controllers, known.routes)
                for known in known_controllers()
                if not front.selector.items().isdisjoint(known.labels)
            ]
    return running


def _candidates(
    workload: Workload, by_pair: dict[tuple[str, str, str, str], list[Service]]
) -> Iterator[Service]:
    """Yield the Services of which one pair of the selector is a label of a workload's Pods."""
    labels = workload.pod_labels
    for pair in () if isinstance(labels, Unknown) else labels.items():
        yield from by_pair.get((*workload.scope, *pair), ())


def _of_workload(
    workload: Workload, behind: list[Service], by_name: dict[tuple[str, str, str], Service]
) -> Iterator[RunningController]:
    labels = {} if isinstance(workload.pod_labels, Unknown) else workload.pod_labels
    by_label = [one for one in known_controllers() if not labels.items().isdisjoint(one.labels)]
    for _, container in workload.every_container:
        image = (text_at(container, "image") or "").lower()
        options = _options(container)
        known = [one for one in known_controllers() if any(part in image for part in one.images)] or by_label
        published = _named(options, lambda one: one.publish_options, known)
        if not known and not published:
            continue
        services = [
            service
            for name in published
            if (service := by_name.get((workload.cluster.name, *_scoped(name, workload)))) is not None
        ]
        first = known[0] if known else Controller("")
        yield RunningController(
            workload,
            services or behind,
            frozenset(_named(options, lambda one: one.class_options, known)) or first.classes,
            frozenset(_named(options, lambda one: one.controller_options, known)) or first.controllers,
            first.routes,
        )


def _named(
    options: dict[str, str], names: Callable[[Controller], frozenset[str]], known: list[Controller]
) -> list[str]:
    """Return the values of those options that are named so: of the controllers that it may be, else of any."""
    wanted = {name.lower() for one in known or known_controllers() for name in names(one)}
    return [value for name, value in options.items() if name in wanted]


def _options(container: Node) -> dict[str, str]:
    """The options of a container, by name in lower case without hyphens in front; its variables count as well."""
    words = [text(one) or "" for field in ("command", "args") for one in items(child(container, field))]
    found = {name.lower(): value for name, value in _OPTION.findall(" ".join(words))}
    for entry in items(child(container, "env")):
        name, value = text_at(entry, "name"), text_at(entry, "value")
        if name and value:
            found.setdefault(name.lower().replace("_", "-"), value)
    return found


def _scoped(name: str, workload: Workload) -> tuple[str, str]:
    """Namespace and name of a Service that an option names; a variable stands for the Pod's own namespace."""
    namespace, _, last = name.rpartition("/")
    own = not namespace or _VARIABLE.fullmatch(namespace) is not None
    return (workload.namespace or "default") if own else namespace, last
