"""Values that identify a load balancer, and placeholders that do not."""

from __future__ import annotations

import pytest

from elblint.model.placeholder import is_placeholder, is_template

HOLES = [
    "<elb-id>", "xxxx", "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "*****", "{{ .Values.elbID }}", "${ELB_ID}", "$(ELB_ID)",
    "$ELB_ID", "$elb_id", "#{ELB_ID}", "__ELB_ID__", "@@ELB_ID@@", "@elb-id@", "%ELB_ID%", "[[ELB_ID]]", "((elb-id))",
    "your-elb-id", "<YOUR_ELB_ID>", "my-elb-1", "example-elb-id", "existing-elb-id", "elb-id-here", "test", "elb-id",
    "TO_BE_REPLACED", "changeme", "REPLACE_ME", "SET_BY_ARGOCD_STAGE_VALUES", "TODO", "n/a", "", "  ", "...",
    "00000000-0000-0000-0000-000000000000", "12345678-1234-1234-1234-123456789012", "1234567890", "你的ELB ID", "ELB实例ID",
    "**.**.**.**", "x.x.x.x", "xxx.xxx.xxx.xxx",
]  # fmt: skip
VALUES = [
    "3c7caa5a-a641-4bff-801a-feace27424b6", "3C7CAA5AA6414BFF801AFEACE27424B6", "elb-1", "abc-1", "192.168.10.36",
    "80.158.1.2", "2001:db8::1", "e053029b-1898-4665-89eb-6ab598e448d7", "lb-prod-01", "1.1.1.1", "10.0.0.10",
]  # fmt: skip


@pytest.mark.parametrize("value", HOLES)
def test_holes(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize("value", VALUES)
def test_values(value: str) -> None:
    assert not is_placeholder(value)


@pytest.mark.parametrize("value", ["true", "1", "y", "none", "onlyLocal", "Local", "NodePort", "cce", "id"])
def test_a_word_is_no_template(value: str) -> None:
    assert not is_template(value)


@pytest.mark.parametrize(
    "value", ["CHANGE_ME", "SET_BY_ARGOCD_STAGE_VALUES", "REPLACE-WITH-ELB-ID", "ELB_ID_2"]
)
def test_capitals_ask_for_a_value(value: str) -> None:
    assert is_placeholder(value)
    assert not is_placeholder("3C7CAA5A-a641-4bff-801a-feace27424b6")
