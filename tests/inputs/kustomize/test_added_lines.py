"""Lines that a builder prints only because elblint asks it for records."""

from __future__ import annotations

from elblint.inputs.kustomize.added_lines import added_lines

BUILT = """\
apiVersion: v1
kind: Service
metadata:
  annotations:
    alpha.config.kubernetes.io/transformations: |
      - configuredIn: kustomization.yaml
    config.kubernetes.io/origin: |
      path: s.yaml
  name: web
---
apiVersion: v1
kind: Service
metadata:
  annotations:
    config.kubernetes.io/origin: |
      path: t.yaml
    kubernetes.io/elb.class: union
  name: other
"""


def test_records_and_the_mapping_that_holds_nothing_else() -> None:
    assert added_lines(BUILT) == [4, 5, 6, 7, 8, 15, 16]


def test_other_annotations_are_the_users() -> None:
    assert added_lines("metadata:\n  annotations:\n    a: b\n") == []
