"""The words of generated pages, in English and Chinese."""

from __future__ import annotations

TOPICS: dict[str, tuple[str, str]] = {
    "local": ("Node-level affinity and pass-through", "节点级别亲和与 pass-through"),
    "sharing": ("Several objects on one ELB", "多个对象共用一个 ELB"),
    "port-ranges": ("Port ranges", "区间端口"),
    "calls": ("Software that calls an ELB address", "访问 ELB 地址的软件"),
    "backends": ("Backends of a Service", "Service 的后端"),
    "annotations": ("Annotations: names and values", "注解的名称与取值"),
    "identity": ("Naming an ELB", "指定 ELB"),
    "listeners": ("Listeners, certificates and health checks", "监听器、证书与健康检查"),
    "ingress": ("ELB Ingresses", "ELB Ingress"),
    "input": ("Reading the input", "读取输入"),
}
"""The topics of rules, by the names of their folders, in the order of the index."""

CATALOGUES: dict[str, tuple[str, str]] = {
    "identity": ("Which ELB an object uses", "对象使用哪个 ELB"),
    "backends": ("The way to the backends", "通往后端的路径"),
    "pool": ("Balancing, sticky sessions, health checks", "负载均衡、会话保持与健康检查"),
    "listener": ("Listeners", "监听器"),
    "ingress": ("Forwarding by an ELB Ingress", "ELB Ingress 的转发"),
    "other": ("Old names, and names that CCE does not read", "旧名称，以及 CCE 不读取的名称"),
}
"""The topics of annotations, by the files of the catalogue, in the order of the index."""

_WORDS: dict[str, tuple[str, str]] = {
    "option": ("option", "选项"),
    "meaning": ("meaning", "含义"),
    "argument": ("argument", "参数"),
    "commands": ("Commands", "命令"),
    "commands-lead": (
        "`elblint COMMAND --help` prints the same. This page is made from the command line itself.",
        "`elblint 命令 --help` 会显示同样的内容。本页由命令行自身生成。",
    ),
    "shared": ("Options that several commands share", "多个命令共用的选项"),
    "shared-lead": ("{commands} take these too.", "{commands} 还可以使用这些选项。"),
    "see-shared": ("The [shared options](#{anchor}) apply as well.", "也可以使用[共用的选项](#{anchor})。"),
    "annotations": ("Annotations", "注解"),
    "annotations-lead": (
        "Every annotation that elblint knows. `elblint explain NAME` prints the same.",
        "elblint 认识的全部注解。`elblint explain 名称` 会显示同样的内容。",
    ),
    "annotation": ("annotation", "注解"),
    "kinds": ("on", "适用对象"),
    "asked-by": ("rules that ask for it", "涉及它的规则"),
    "judged-by": (
        "[Rules]({link}) judge the names and values of them all.",
        "所有注解的名称和取值都由[规则]({link})检查。",
    ),
    "rules-lead": (
        "One page for each rule. `elblint explain ID` prints the same, and `elblint rules` lists them. "
        "The hundred of an id is its topic.",
        "每条规则一页。`elblint explain ID` 显示同样的内容，`elblint rules` 列出全部规则。ID 的百位表示主题。",
    ),
    "title": ("what it finds", "内容"),
    "severity": ("severity", "级别"),
    "needs": ("facts that it asks for", "所需的事实"),
    "needs-lead": (
        "Where one of these is not known and decides, the finding is possible, one severity lower, and names it.",
        "其中某项未知且会影响结论时，结果为“可能”，级别降低一级，并指出该项。",
    ),
    "suppress": ("how to suppress it", "如何忽略"),
    "suppress-lead": (
        "On the line of the finding, on the line above, or at the head of the object, with your reason:",
        "写在结果所在的行、其上一行或对象的开头，并注明原因：",
    ),
    "suppress-more": (
        "[Adopting elblint]({link}) shows further ways: an annotation, the configuration, a baseline.",
        "其他方式（注解、配置、基线）见[逐步采用]({link})。",
    ),
    "no-suppress": (
        "A finding that says that something could not be read cannot be suppressed. "
        "Any other is suppressed as [Adopting elblint]({link}) shows.",
        "表示内容无法读取的结果不能忽略；其他结果的忽略方式见[逐步采用]({link})。",
    ),
    "related": ("rules on the same topic", "同一主题的规则"),
    "tests": ("what its own tests hold", "自带测试的内容"),
    "tests-elsewhere": (
        "The titles of its tests are on [the English page]({link}).",
        "测试的标题见[英文页面]({link})。",
    ),
    "case-reported": ("Reported", "会报告"),
    "case-not-reported": ("Not reported", "不会报告"),
    "case-unknown": ("Possible, as a fact is not known", "因缺少事实而可能"),
    "facts": ("Facts", "事实"),
    "facts-lead": (
        "The facts that conditions in rule files may ask. The part before the first dot is the object:\n"
        "the rule's subject in lower case, the name that `for-any` gives to the other one, or `cluster`.",
        "规则文件中的条件可以使用的事实。第一个点之前的部分是对象：\n"
        "小写的规则 subject、`for-any` 为另一个对象起的名称，或 `cluster`。",
    ),
    "facts-columns": (
        "| fact | values | meaning | if it is unknown |",
        "| 事实 | 取值 | 含义 | 未知时 |",
    ),
    "fact-known": ("never by itself", "本身总是已知"),
    "table": ("The reachability table", "可达性表"),
    "table-unlisted": ("Not listed", "文档未列出"),
    "table-lead": (
        "Who, inside the cluster, reaches which address of a Service, by `rules/reachability.yaml`. "
        "Its main source is [cce_faq_00390](https://support.huaweicloud.com/cce_faq/cce_faq_00390.html). "
        "`elblint reach` looks up the cells for your Services.",
        "集群内的哪些客户端可以访问 Service 的哪些地址。本表由 `rules/reachability.yaml` 生成，主要依据是文档 "
        "[cce_faq_00390](https://support.huaweicloud.com/cce_faq/cce_faq_00390.html)。"
        "`elblint reach` 会为你的 Service 查表。",
    ),
    "table-legend": (
        "**+** the address can be reached. **x** it cannot. Kinds of cluster in parentheses: only there. "
        "**·** the document does not list the cell, which by its own rule means that it can be reached. "
        "**-** there is no such address.",
        "**+** 可访问。**x** 无法访问。括号内为仅限的集群类型。**·** 文档未列出，按其自身规则表示可访问。"
        "**-** 无此地址。",
    ),
    "table-when": ("Holds if", "成立条件"),
    "table-unknown": ("Not known", "未知"),
    "caller": ("caller", "客户端"),
    "or-unknown": ("is not known to be {values}", "未知为 {values}"),
    "is": ("is {values}", "为 {values}"),
    "or": (" or ", " 或 "),
    "any": ("one of: {parts}", "满足其一：{parts}"),
    "undocumented": ("not documented: {words}", "文档未说明：{words}"),
}


def page_word(name: str, lang: str, **values: object) -> str:
    """Return a word or sentence of generated pages."""
    text = _WORDS[name][lang == "zh"]
    return text.format(**values) if values else text


def anchor(heading: str) -> str:
    """Return the name under which GitHub and the site link to a heading."""
    kept = "".join(one for one in heading.lower() if one.isalnum() or one in "-_ ")
    return kept.replace(" ", "-")
