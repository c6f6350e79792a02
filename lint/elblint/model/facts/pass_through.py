"""Facts about the annotation ``kubernetes.io/elb.pass-through``."""

from __future__ import annotations

from elblint.model.cluster import parse_version
from elblint.model.facts.registry import FactValue, fact, value_of
from elblint.model.objects import ELB_PREFIX, Service
from elblint.model.placeholder import is_placeholder
from elblint.model.unknown import Unknown
from elblint.model.world import World


@fact(
    "service.pass-through.written",
    "the annotation's text, or null",
    zh="注解 elb.pass-through 的原文",
    tell="fill in the placeholder in the annotation kubernetes.io/elb.pass-through",
    tell_zh="填写注解 kubernetes.io/elb.pass-through 中的占位符",
)
def _pass_through_written(service: Service, world: World) -> FactValue:
    """The annotation kubernetes.io/elb.pass-through as written; null if absent."""
    written = service.annotation(ELB_PREFIX + "pass-through")
    if written is not None and written and is_placeholder(written):
        return Unknown("service.pass-through.written")
    return written


@fact(
    "service.pass-through.setting",
    "true | false",
    zh="pass-through 设置：显式的 true 或 onlyLocal，或 Local Service 自动获得的 onlyLocal",
    tell="set the annotation kubernetes.io/elb.pass-through to a documented value",
    tell_zh="将注解 kubernetes.io/elb.pass-through 设为文档中列出的取值",
)
def _pass_through_setting(service: Service, world: World) -> FactValue:
    """Whether pass-through is set: "true" or "onlyLocal", or absent on a Local Service (CCE completes it)."""
    written = value_of("service.pass-through.written", service, world)
    if isinstance(written, Unknown):
        return written
    if written is None:
        policy = value_of("service.external-traffic-policy", service, world)
        return policy if isinstance(policy, Unknown) else policy == "Local"
    if written in {"true", "onlyLocal"}:
        return True
    return False if written == "false" else Unknown("service.pass-through.setting")


@fact(
    "service.pass-through.in-force",
    "true | false",
    zh="pass-through 在该集群版本中是否真正生效",
    tell="the sources disagree on pass-through for clusters between 1.16 and 1.18",
    tell_zh="对于 1.16 至 1.18 的集群是否支持 pass-through，资料说法不一",
)
def _pass_through_in_force(service: Service, world: World) -> FactValue:
    """Whether pass-through really works: it is set, and the cluster's version has it.

    Not up to 1.15; certainly from 1.19; between these the sources disagree. Where the version is not known, a
    written "true" is believed, the onlyLocal that CCE sets by itself is not.
    """
    setting = value_of("service.pass-through.setting", service, world)
    if setting is not True:
        return setting
    version = service.cluster.version
    if version is None:
        written = value_of("service.pass-through.written", service, world)
        return True if written is not None else Unknown("cluster.version")
    known = parse_version(version)
    if known < (1, 16):
        return False
    return True if known >= (1, 19) else Unknown("service.pass-through.in-force")
