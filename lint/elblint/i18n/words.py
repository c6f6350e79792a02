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
    "edit-set": ("Set {field} to {value}", "将 {field} 设为 {value}"),
    "edit-rename": ("Rename {field} to {value}", "将 {field} 改名为 {value}"),
    "edit-move": ("Move {field} to {target}", "将 {field} 移到 {target}"),
    "edit-remove": (", and remove {fields}", "，并删除 {fields}"),
    "edit-cost": ("{edit}; then {cost}", "{edit}；代价：{cost}"),
    "as-before": ("fix and source: as for the finding above", "解决办法和依据：同上"),
    "explain-hint": (
        "elblint explain {rule} says more about a rule, with examples.",
        "elblint explain {rule} 可查看规则的详细说明和示例。",
    ),
    "run-facts": (
        "elblint {version}; cluster: {clusters}; configuration: {config}",
        "elblint {version}；集群：{clusters}；配置：{config}",
    ),
    "no-facts": ("no facts given", "未给出集群信息"),
    "why": ("why", "说明"),
    "clean": ("No findings", "没有发现问题"),
    "found": ("Found", "发现"),
    "reading-files": ("reading files", "读取文件"),
    "rendering-charts": ("rendering charts", "渲染 Chart"),
    "building-kustomizations": ("building kustomizations", "构建 kustomization"),
    "asking-rules": ("asking rules", "执行规则"),
    "suppressed": ("{n} suppressed", "已忽略 {n} 个"),
    "rules": ("Rules", "规则"),
    "published": ("{publisher} publishes the name", "{publisher} 发布该域名"),
    "resolved-by": ("{publisher} says how the name is resolved", "{publisher} 决定该域名的解析方式"),
    "served-by": ("{publisher} serves it", "{publisher} 为其提供服务"),
    "again": ("the same address once more", "同一地址再次出现"),
    "symptoms": ("what people see", "常见现象"),
    "verify": ("on a live cluster", "在集群中验证"),
    "confidence-documented": ("documented", "有文档依据"),
    "confidence-likely": ("likely", "很可能"),
    "confidence-inferred": ("inferred", "推断"),
    "init-evidence": (
        "These files tell facts about the cluster and its load balancers; elblint facts shows them.",
        "这些文件说明了集群及其负载均衡器的事实；可用 elblint facts 查看。",
    ),
    "facts-cluster": ("Cluster", "集群"),
    "facts-of-all": ("of all files", "（所有文件）"),
    "facts-elbs": ("Load balancers", "负载均衡器"),
    "facts-decides": (
        "{fact} is not known. Possible findings that it would decide: {n}",
        "{fact} 未知。它将决定的可能结果：{n} 个",
    ),
    "facts-decide-nothing": (
        "Not known, and no finding depends on it: {facts}.",
        "未知，且没有结果取决于它：{facts}。",
    ),
    "facts-effect": (
        "{value}: {certain} become certain, {gone} vanish",
        "{value}：{certain} 个成为确定，{gone} 个消失",
    ),
    "init-category": ("Category: standard, turbo or autopilot", "集群类型：standard、turbo 或 autopilot"),
    "init-category-where": (
        "Console: the cluster's overview page, Cluster Category. API: spec.category (CCE or Turbo).",
        "控制台：集群总览页的“集群类别”。API：spec.category（CCE 或 Turbo）。",
    ),
    "init-network": (
        "Container network: tunnel, vpc or cloud-native-2.0",
        "容器网络：tunnel、vpc 或 cloud-native-2.0",
    ),
    "init-network-where": (
        "Console: overview page, Network Model. API: spec.containerNetwork.mode (overlay_l2, vpc-router, eni).",
        "控制台：总览页的“容器网络模型”。API：spec.containerNetwork.mode（overlay_l2、vpc-router、eni）。",
    ),
    "init-proxy": ("kube-proxy: iptables, ipvs or nftables", "kube-proxy 模式：iptables、ipvs 或 nftables"),
    "init-proxy-where": (
        "Console: overview page, Forwarding Mode. API: spec.kubeProxyMode.",
        "控制台：总览页的“服务转发模式”。API：spec.kubeProxyMode。",
    ),
    "init-version": ("Version, such as 1.29 or v1.29.4-r0", "集群版本，例如 1.29 或 v1.29.4-r0"),
    "init-version-where": (
        "Console: overview page, Cluster Version. API: spec.version, with platformVersion for the -r part.",
        "控制台：总览页的“集群版本”。API：spec.version，-r 部分见 platformVersion。",
    ),
    "init-charts": (
        "ChartReleases of charts, by the values files beside them.",
        "Chart 的各个环境，按其旁边的 values 文件列出。",
    ),
    "init-written": ("{path} is written.", "已写入 {path}。"),
    "init-found": (
        "Found: manifests: {manifests} (with ELB annotations: {annotated}), charts: {charts}, "
        "kustomizations: {kustomizations}.",
        "发现：清单文件 {manifests} 个（含 ELB 注解 {annotated} 个），Chart {charts} 个，"
        "kustomization {kustomizations} 个。",
    ),
    "init-lint": ("Lint:", "检查："),
    "init-baseline": (
        "Adopt it on what is there already, so that only what is new is reported:",
        "在现有仓库上采用，只报告新问题：",
    ),
    "init-hook": (
        "As a hook, in .pre-commit-config.yaml:",
        "作为 pre-commit 钩子，写入 .pre-commit-config.yaml：",
    ),
    "init-workflow": (
        "In a GitHub workflow (the README has a whole one):",
        "在 GitHub 工作流中（完整示例见 README）：",
    ),
    "full-stop": (".", "。"),
    "html-title": ("ELB addresses inside the cluster", "集群内的 ELB 访问检查"),
    "html-theme": ("Light or dark", "切换深浅色"),
    "html-findings": ("Findings", "检查结果"),
    "html-filter": ("Filters", "筛选"),
    "html-search": ("Search", "搜索"),
    "html-rule": ("Rule", "规则"),
    "html-every-rule": ("all", "全部"),
    "html-shown": ("{n} of {all} shown", "显示 {n} / {all}"),
    "html-nothing-fits": ("No finding fits these filters", "没有符合筛选条件的结果"),
    "html-elbs": ("Load balancers and who reaches them", "负载均衡及其可达性"),
    "html-more": ("and {n} more", "另有 {n} 个"),
    "html-created": ("made by CCE (elb.autocreate)", "由 CCE 创建（elb.autocreate）"),
    "html-unnamed": ("that no manifest identifies", "（清单未指明）"),
    "html-no-elb": ("Without an ELB: node addresses", "没有 ELB：节点地址"),
    "html-some-fail": ("some paths fail", "部分路径不可达"),
    "html-some-unknown": ("some paths unknown", "部分路径未知"),
    "html-all-reach": ("all paths work", "全部路径可达"),
    "html-node": ("its node", "所在节点"),
    "html-asked-node": ("the node that is asked", "被访问的节点"),
    "html-no-local-endpoint-node": (
        "The node that is asked has no backend of its own and passes nothing on.",
        "被访问的节点上没有后端 Pod，也不会转发到其他节点。",
    ),
    "html-no-local-endpoint": (
        "kube-proxy answers in the ELB's place, and has no backend on the caller's node.",
        "kube-proxy 在本节点直接转发，而本节点没有后端 Pod。",
    ),
    "html-hairpin": (
        "The packet comes back from the ELB to the node that it left, with that node's own address.",
        "报文经 ELB 返回到发出它的节点，且源地址是该节点自己的地址。",
    ),
    "html-capture": (
        "The node holds the ELB's whole address and answers by itself, wrongly.",
        "节点持有 ELB 的整个地址，由节点自行应答，结果错误。",
    ),
    "html-table": ("Who reaches which address", "各客户端对各地址的可达性"),
    "to-fix": (
        "findings that can be fixed: {n}, in files: {files} (elblint fix --write)",
        "可修复的问题：{n} 个，涉及文件：{files} 个（elblint fix --write）",
    ),
    "to-choose": (
        "these are choices, and none is made by itself; to make one: elblint fix --choose {choice} --write",
        "以上方案需要选择，不会自动执行；如需执行：elblint fix --choose {choice} --write",
    ),
    "fixed": ("findings fixed: {n}, in files: {files}", "已修复的问题：{n} 个，涉及文件：{files} 个"),
    "left-out": (
        "; left out, for their edits would cause other findings: {paths}",
        "；以下文件未修改，因为修改会引出其他问题：{paths}",
    ),
    "unsafe-left": ("; with --unsafe: {n} more", "；使用 --unsafe 还可修复 {n} 个"),
    "baseline-unread": (
        "what cannot be read is not written down: correct it, or name its file under exclude in .elblint.yaml",
        "无法读取的内容不会记录：请修复，或在 .elblint.yaml 的 exclude 中列出该文件",
    ),
    "baseline-written": ("{path}: findings written down: {n}", "{path}：记录了 {n} 个结果"),
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
    "values-read": ("; values without their chart: {n}", "；没有 Chart 的 values {n} 份"),
    "built": ("; kustomizations built: {n}", "；构建了 {n} 个 kustomization"),
    "rendered": ("; chart releases rendered: {n}", "；渲染了 {n} 个 Chart 发布"),
    "built-at": ("built: line {line} of {path}", "构建结果：{path} 第 {line} 行"),
    "built-unproven": (
        "built: line {line} of {path}; which file supplies the field is not proven",
        "构建结果：{path} 第 {line} 行；无法确定该字段来自哪个文件",
    ),
    "not-proven": (" (its own file is not proven)", "（无法确定其所在文件）"),
    "patches": ("files with kustomize patches: {n}", "{n} 个 kustomize 补丁文件"),
    "elsewhere": (
        "charts and folders of other repositories: {n}",
        "{n} 个其他仓库中的 Chart 和目录",
    ),
    "of-files": ("Files: {parts}", "文件：{parts}"),
    "of-files-part": ("{what} {n}", "{what} {n} 个"),
    "of-files-head": ("{what} ({n})", "{what}（{n} 个）"),
    "file-objects": ("with objects", "含对象"),
    "file-deployment": ("with deployments", "含部署"),
    "file-values": ("with values of charts", "含 Chart 的 values"),
    "file-chart": ("of charts", "属于 Chart"),
    "file-kustomization": ("of kustomizations", "属于 kustomization"),
    "file-patch": ("with kustomize patches", "kustomize 补丁"),
    "file-template": ("with unrendered templates", "含未渲染的模板"),
    "file-faulty": ("with faults", "有错误"),
    "file-nothing": ("with nothing to look at", "无需检查"),
    "file-rendered": ("chart releases rendered", "渲染的 Chart 发布"),
    "file-built": ("kustomizations built", "构建的 kustomization"),
    "file-elsewhere": (
        "charts and folders of other repositories, whose values were checked alone",
        "其他仓库中的 Chart 和目录（只检查其 values）",
    ),
    "file-unread": ("not read", "无法读取"),
    "places": ("in {n} places", "共 {n} 处"),
    "more-places": ("and {n} more; -v lists all", "另有 {n} 处，使用 -v 列出全部"),
    "unread": ("inputs not read: {n}", "{n} 个输入无法读取"),
    "caller": ("caller", "客户端位置"),
    "address": ("address", "访问地址"),
    "reachable": ("reachable", "可访问"),
    "not-reachable": ("not reachable", "无法访问"),
    "unknown": ("unknown", "未知"),
    "not-reachable-because": ("not reachable ({causes})", "无法访问（{causes}）"),
    "needs-way-out": (
        "if the caller has a way out to public addresses, such as one of its own",
        "前提是调用方能够访问公网，例如自身绑定了公网 IP",
    ),
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
    "no-services": (
        "No Service and no Ingress on an ELB in the input",
        "输入中没有 Service，也没有使用 ELB 的 Ingress",
    ),
    "reported": ("reported", "会报告的示例"),
    "not-reported": ("not reported", "不会报告的示例"),
    "explain-on": ("on", "适用对象"),
    "explain-value": ("value", "取值"),
    "explain-default": ("default", "默认值"),
    "explain-elb": ("only on", "仅适用于"),
    "elb-performance": ("a dedicated ELB (elb.class performance)", "独享型 ELB（elb.class 为 performance）"),
    "elb-union": ("a shared ELB (elb.class union)", "共享型 ELB（elb.class 为 union）"),
    "explain-unless": (", unless {other} is there", "，有 {other} 时除外"),
    "json-string": ("string", "字符串"),
    "json-integer": ("integer", "整数"),
    "json-number": ("number", "数值"),
    "json-boolean": ("boolean", "布尔值"),
    "json-array": ("array", "数组"),
    "json-object": ("object", "对象"),
    "json-minimum": ("{n} or more", "不小于 {n}"),
    "json-maximum": ("{n} at most", "不大于 {n}"),
    "json-null": ("null", "null"),
    "explain-category": ("only in CCE clusters of category", "仅适用于 CCE 集群类型"),
    "explain-requires": ("requires", "前提条件"),
    "explain-excludes": ("excludes", "与以下内容互斥"),
    "explain-since": ("since", "起始版本"),
    "explain-immutable": ("It cannot be changed once the object exists.", "对象创建后不能修改。"),
    "explain-by-system": ("CCE writes it; leave it out of manifests.", "由 CCE 写入，清单中不应填写。"),
    "explain-dialect": (
        "It belongs to the open-source provider for self-managed clusters; CCE ignores it.",
        "属于自建集群使用的开源云提供商组件，CCE 会忽略。",
    ),
    "explain-deprecated": ("It is an old name.", "这是旧名称。"),
    "explain-instead": ("today", "现在的名称"),
    "explain-grade": ("evidence", "依据程度"),
    "grade-doc": ("an official page, read in full", "官方页面，已完整核对"),
    "grade-excerpt": ("an official page, seen in part", "官方页面，仅见到部分内容"),
    "grade-field": ("third-party software for real clusters", "面向真实集群的第三方软件"),
    "grade-inferred": ("inferred", "推断"),
    "grade-unverified": ("not verified: its value is not judged", "未经证实，不检查其取值"),
    "paths-fail": ("{failing} of {paths} paths fail", "{paths} 条路径中有 {failing} 条不通"),
    "paths-unknown": (", {n} unknown", "，{n} 条未知"),
    "field-externalTrafficPolicy": (
        "Cluster sends a call on to any backend, by way of other nodes if need be. Local sends it to backends of the "
        "node that it reached, and keeps the caller's address; a node without a backend refuses it.",
        "Cluster 把请求转给任意后端，必要时经过其他节点。"
        "Local 只转给请求到达的节点上的后端，并保留源地址；节点上没有后端时请求失败。",
    ),
    "suppress-here": ("Suppress {rule} here with a reason", "在此处忽略 {rule} 并写明原因"),
    "suppress-object": ("Suppress {rule} for this object with a reason", "为该对象忽略 {rule} 并写明原因"),
    "reason-here": ("why this is as it should be", "说明为什么这样是对的"),
    "add-fact": ("Add '{entry}' to {file}", "在 {file} 中添加“{entry}”"),
    "fix-all": ("Make all safe fixes of elblint", "执行 elblint 的所有安全修复"),
    "show-reach": ("Show who reaches it", "查看各客户端的可达性"),
    "explain-example": ("example", "示例"),
    "explain-integer": ("a whole number from {low} to {high}", "{low} 至 {high} 的整数"),
    "explain-text": ("a text", "文本"),
    "explain-json": ("JSON", "JSON"),
    "explain-required": ("required; ", "必填；"),
    "explain-required-if": ("required if {when}: {fields}", "当 {when} 时必填：{fields}"),
    "explain-forbidden-if": ("not if {when}: {fields}", "当 {when} 时不能填写：{fields}"),
    "explain-field-if": ("{field} if {when}: {description}", "当 {when} 时的 {field}：{description}"),
    "explain-each": ("a list, each of:", "列表，每个元素为："),
    "not-on-cce": (
        "nothing says that this runs on CCE; the table holds if it does",
        "没有任何内容表明它运行在 CCE 上；以下结论仅在 CCE 上成立",
    ),
}


def word(name: str, lang: str, **values: object) -> str:
    """A word or phrase of the user interface; ``name`` is a key of the table above."""
    english, chinese = _WORDS.get(name) or _report_words()[name]
    text = chinese if lang == "zh" else english
    return text.format(**values) if values else text


def _report_words() -> dict[str, tuple[str, str]]:
    """Return the words of the reports that a plain run does not make."""
    from elblint.i18n.report_words import REPORT_WORDS

    return REPORT_WORDS


def count(number: int, noun: str, lang: str) -> str:
    """``3 Services``, ``1 error``; Chinese has no plural and wants a measure word."""
    if lang == "zh":
        return f"{number} 个{word(noun, lang) if noun in _WORDS else ' ' + noun}"
    if number == 1:
        return f"1 {noun}"
    plural = noun + ("es" if noun.endswith("s") else "s")
    return f"{number} {plural}"
