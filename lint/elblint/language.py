"""The language of a run, and the words that are not in rule files."""

from __future__ import annotations

import os
from collections.abc import Mapping

LANGUAGES = ("en", "zh")


def choose_language(asked: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """``asked`` if given, else Chinese where the locale is Chinese, else English."""
    if asked is not None:
        return asked
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        locale = environment.get(variable, "")
        if locale:
            return "zh" if locale.lower().startswith("zh") else "en"
    return "en"


_WORDS: dict[str, tuple[str, str]] = {
    "error": ("error", "错误"),
    "warning": ("warning", "警告"),
    "note": ("note", "提示"),
    "workload": ("workload", "工作负载"),
    "tunnel": ("tunnel", "容器隧道"),
    "vpc": ("vpc", "VPC"),
    "ipvs": ("ipvs", "IPVS"),
    "iptables": ("iptables", "iptables"),
    "colon": (": ", "："),
    "clause": (", ", "，"),
    "comma": (", ", "、"),
    "cause": ("cause", "原因"),
    "no-local-endpoint": ("no local endpoint", "本节点没有后端"),
    "hairpin": ("hairpin", "流量回环到原节点"),
    "capture": ("capture", "被 ipvs-0 劫持"),
    "possible": ("possible, it depends on", "可能存在，取决于"),
    "fix": ("fix", "解决办法"),
    "source": ("source", "依据"),
    "why": ("why", "说明"),
    "clean": ("No findings", "没有发现问题"),
    "found": ("Found", "发现"),
    "suppressed": ("{n} suppressed by the configuration", "配置忽略 {n} 个"),
    "baselined": ("{n} in the baseline", "基线内 {n} 个"),
    "read": ("Read {files} with {objects}", "读取 {files}，其中 {objects}"),
    "files": ("{n} files", "{n} 个文件"),
    "file": ("1 file", "1 个文件"),
    "no-objects": ("no Service, Ingress or workload", "没有 Service、Ingress 或工作负载"),
    "skipped": ("Skipped: {parts}", "跳过：{parts}"),
    "skipped-documents": ("documents with nothing to look at: {n}", "{n} 个无需检查的文档"),
    "skipped-ignored": ("paths in .gitignore: {n}", ".gitignore 中的 {n} 个路径"),
    "skipped-excluded": ("excluded paths: {n}", "排除的 {n} 个路径"),
    "templates": ("files with unrendered templates: {n}", "{n} 个含未渲染模板的文件"),
    "built": ("; kustomizations built: {n}", "；构建了 {n} 个 kustomization"),
    "built-at": ("built: line {line} of {path}", "构建结果：{path} 第 {line} 行"),
    "built-unproven": (
        "built: line {line} of {path}; which file supplies the field is not proven",
        "构建结果：{path} 第 {line} 行；无法确定该字段来自哪个文件",
    ),
    "patches": ("files with kustomize patches: {n}", "{n} 个 kustomize 补丁文件"),
    "unread": ("inputs not read: {n}", "{n} 个输入无法读取"),
    "caller": ("caller", "客户端位置"),
    "address": ("address", "访问地址"),
    "this-cluster": ("this cluster", "本集群"),
    "reachable": ("reachable", "可访问"),
    "not-reachable": ("not reachable", "无法访问"),
    "unknown": ("unknown", "未知"),
    "not-reachable-because": ("not reachable ({causes})", "无法访问（{causes}）"),
    "unlisted": (
        "left out of the table in cce_faq_00390, which by its own rule means reachable",
        "cce_faq_00390 的表格未列出，按其约定视为可访问",
    ),
    "turbo-has-no-column": (
        "in a CCE Turbo cluster none of this is documented",
        "CCE Turbo 集群的情况文档中没有说明",
    ),
    "callers": ("callers in the input", "输入中的调用方"),
    "no-address": (
        "{service}: reached by its ClusterIP or name only; no node or ELB address",
        "{service}：只能通过 ClusterIP 或域名访问，没有节点或 ELB 地址",
    ),
    "no-services": ("No Service in the input", "输入中没有 Service"),
    "not-on-cce": (
        "nothing says that this runs on CCE; the table holds if it does",
        "没有任何内容表明它运行在 CCE 上；以下结论仅在 CCE 上成立",
    ),
}


def word(name: str, lang: str, **values: object) -> str:
    """A word or phrase of the user interface; ``name`` is a key of the table above."""
    english, chinese = _WORDS[name]
    text = chinese if lang == "zh" else english
    return text.format(**values) if values else text


def count(number: int, noun: str, lang: str) -> str:
    """``3 Services``, ``1 error``; Chinese has no plural and wants a measure word."""
    if lang == "zh":
        return f"{number} 个{word(noun, lang) if noun in _WORDS else ' ' + noun}"
    if number == 1:
        return f"1 {noun}"
    plural = noun + ("es" if noun.endswith("s") else "s")
    return f"{number} {plural}"
