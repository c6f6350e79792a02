"""The facts that conditions in rule files may name. Adding one here is all it takes to make it usable.

A fact is a function of one object (or of a cluster). It answers with a string, a boolean, a number, a list of
strings, None for "not there", or an Unknown that names the facts which would decide it. Answers are kept on
the object.
"""

# Importing a module puts its facts into the table.
from elblint.model.facts import (  # noqa: F401
    address_reference,
    annotation,
    cluster,
    elb,
    gateway,
    ingress,
    listeners,
    names,
    on_cce,
    pass_through,
    service,
    value,
    workload,
)
from elblint.model.facts.registry import FACTS, Fact, FactValue, cluster_value, fact_named, value_of

__all__ = ["FACTS", "Fact", "FactValue", "cluster_value", "fact_named", "value_of"]
