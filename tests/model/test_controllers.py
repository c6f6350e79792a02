"""The data file of ingress controllers, and the three places that follow from it."""

from __future__ import annotations

import pytest

from elblint.model.addresses.ingress_controllers import PUBLISHING
from elblint.model.controllers import Controller, known_controllers, may_name_a_controller
from elblint.model.other_load_balancers import is_of_another_load_balancer
from support.project import Project


@pytest.mark.parametrize("known", known_controllers(), ids=lambda known: known.name)
def test_every_entry_has_a_source_and_says_something(known: Controller) -> None:
    assert known.source.startswith("https://")
    assert known.classes or known.class_words
    # A class that is served by default is surely none of CCE's.
    for name in known.classes:
        assert any(word in name for one in known_controllers() for word in one.class_words)


@pytest.mark.parametrize(
    "option", sorted({name for one in known_controllers() for name in one.publish_options})
)
def test_options_that_publish_are_noticed(option: str) -> None:
    assert any(mark in option for mark in PUBLISHING)


@pytest.mark.parametrize("value", sorted({value for one in known_controllers() for _, value in one.labels}))
def test_labels_of_controllers_are_noticed(value: str) -> None:
    assert may_name_a_controller(value)
    assert not may_name_a_controller(f"{value}-of-mine")


@pytest.mark.parametrize(
    "word", sorted({word for one in known_controllers() for word in one.annotation_words})
)
def test_annotations_of_controllers_are_none_of_load_balancers(word: str) -> None:
    assert not is_of_another_load_balancer([f"{word}.example.com/load-balance"])


@pytest.mark.parametrize(
    ("name", "is_ccs"),
    [("own", True), *((word, False) for one in known_controllers() for word in one.class_words)],
)
def test_a_class_of_ones_own_may_be_cces(project: Project, name: str, is_ccs: bool) -> None:
    project.write(
        "a.yaml",
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\n"
        "metadata: {name: a, annotations: {kubernetes.io/elb.id: 3c7caa5a-a641-4bff-801a-feace27424b6}}\n"
        f"spec: {{ingressClassName: internal-{name}, rules: [{{host: a.shop.cn}}]}}\n",
    )
    found = {one.rule for one in project.findings("standard,vpc,ipvs,1.29")}
    assert ("ELB704" in found) is is_ccs
