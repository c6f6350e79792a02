"""Terraform's code as input: the objects of Kubernetes and the values of charts in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from elblint.inputs.loaded import LoadedInputs, ReadText, add_nodes
from elblint.inputs.terraform.chart_values import values_of
from elblint.inputs.terraform.code_facts import needs_extra
from elblint.inputs.terraform.expressions import Scope
from elblint.inputs.terraform.folder import CodeReader
from elblint.inputs.terraform.hcl import Block, can_read_hcl
from elblint.inputs.terraform.manifests import manifests_of
from elblint.inputs.terraform.module import Module, outermost
from elblint.model.cluster import Cluster
from elblint.model.elb_users import ELB_PREFIX, ELB_PREFIX_CORE, ElbUser
from elblint.model.objects import KubeObject
from elblint.text.diagnostics import Diagnostic
from elblint.text.source import Location, SourceText

_ID = ELB_PREFIX + "id"
_OF_KUBERNETES = ("kubernetes_", "kubectl_manifest", "helm_release", "cce_addon")


def add_code(
    loaded: LoadedInputs,
    sources: list[SourceText],
    named: frozenset[str],
    cluster_of: Callable[[str], Cluster],
    *,
    is_in_memory: bool,
) -> None:
    """Add what stands in some files of Terraform's code; the files beside them tell variables and locals.

    Where the package that reads the language is missing, a file that the user ``named`` is a fault, and others are
    one if they seem to hold something.
    """
    if not can_read_hcl():
        loaded.diagnostics += _unread(sources, named)
        for source in sources:
            loaded.counts.file("nothing", source.path)
        return
    known = {source.path: source for source in sources}
    read = {path: ReadText(source, cluster_of(path)) for path, source in known.items()}
    loaded.read += read.values()
    reader = CodeReader(known, is_in_memory=is_in_memory)
    folders = dict.fromkeys(os.path.dirname(path) for path in known)
    for outer in outermost(folders, reader):
        for module in outer.everything():
            _add_module(loaded, module, read)
    holding = {id(made.source) for made in loaded.objects}
    for path, source in known.items():
        loaded.counts.file("objects" if id(source) in holding else "nothing", path)
    for folder in folders:
        # Each instance of a resource says the same of one text.
        found = dict.fromkeys(reader.folder(folder).diagnostics)
        loaded.diagnostics += [one for one in found if one.location.source.path in known]


def _unread(sources: list[SourceText], named: frozenset[str]) -> Iterator[Diagnostic]:
    for source in sources:
        here = Location(SourceText(source.path, ""), 0, 0)
        if source.path in named:
            yield Diagnostic("not-a-manifest", here, needs_extra(), unreadable=True)
        elif any(word in source.text for word in (ELB_PREFIX_CORE, *_OF_KUBERNETES)):
            yield Diagnostic("no-terraform", here)


def _add_module(loaded: LoadedInputs, module: Module, read: dict[str, ReadText]) -> None:
    for block in module.resources():
        of = read.get(block.body.source.path)
        for scope in module.instances(block) if of is not None else ():
            assert of is not None
            _add_resource(loaded, module, block, scope, of)


def _add_resource(loaded: LoadedInputs, module: Module, block: Block, scope: Scope, read: ReadText) -> None:
    for manifest in manifests_of(block, scope):
        for made in add_nodes(loaded, [manifest.node], read):
            made.is_patch = not manifest.is_whole
            _identify(made, module)
    for values in values_of(block, scope):
        if ELB_PREFIX_CORE in read.source.text[values.start : values.end]:
            add_nodes(loaded, [values], read)


def _identify(made: KubeObject, module: Module) -> None:
    """Note which load balancer of the code an object names, whose id only Terraform will know."""
    written = made.annotation(_ID) if isinstance(made, ElbUser) else None
    if isinstance(made, ElbUser) and written and written.startswith("${") and written.endswith(".id}"):
        resource = written[2 : -len(".id}")]
        # One that came through a variable or an output names its module already.
        made.elb_reference = resource if "#" in resource else module.reference_to(resource)
