"""The help texts in Chinese, by their English words; a test holds the two together."""

from __future__ import annotations

import re

from elblint.system.type_names import Any

CHINESE = {
    "Find ELB addresses that do not work from inside a Huawei Cloud CCE cluster.\n\n"
    "`elblint PATH...` is short for `elblint check PATH...`.": "查找在华为云 CCE 集群内部无法访问的 ELB 地址。\n\n"
    "`elblint PATH...` 是 `elblint check PATH...` 的简写。",
    "Lint manifests; elblint without a command does this.": "检查清单；不带命令的 elblint 即执行此命令。",
    "Show who inside the cluster reaches which address.": "显示集群内各客户端可访问哪些地址。",
    "Show what is known of each cluster, and what is missing.": "显示各集群的已知信息和缺少的信息。",
    "Show what got better or worse since a revision.": "显示自某个版本以来变好或变差的内容。",
    "Write down today's findings; later runs report new ones.": "记录当前结果，以后只报告新的。",
    "Show, or make, the edits that fix findings.": "显示或执行修复。",
    "Write .elblint.yaml for a repository.": "为仓库生成 .elblint.yaml。",
    "Explain a rule, an annotation, a cause or an error text.": "解释规则、注解、原因或报错文本。",
    "Print the version and what is loaded.": "显示版本和已加载的内容。",
    "Install completion for the current shell.": "为当前 shell 安装补全。",
    "Show completion for the current shell, to copy it or customize the installation.": "显示当前 shell 的补全脚本。",
    "Lint manifests. Exit code: 0 clean, 1 findings, 2 something could not be read or understood.": (
        "检查清单。退出码：0 没有问题，1 有问题，2 有内容无法读取或理解。"
    ),
    "text, sarif, json, html, github, gitlab, junit, checkstyle, markdown or concise; also several.": (
        "text、sarif、json、html、github、gitlab、junit、checkstyle、markdown 或 concise；可指定多个。"
    ),
    "Serve an editor: the language server.": "为编辑器提供服务：语言服务器。",
    "Where the -f before it goes; without -f its name says the format.": (
        "其前面的 -f 的输出文件；未给出 -f 时按文件名决定格式。"
    ),
    "Findings alone, without the summary.": "只显示结果，不显示汇总。",
    "Text: findings below a heading for each file or rule.": "文本格式：按文件或规则分组显示结果。",
    "The lowest severity that ends in exit code 1 (warning).": "使退出码为 1 的最低级别（默认 warning）。",
    "Keeps several SARIF uploads of one repository apart.": "区分同一仓库的多个 SARIF 上传。",
    "How many findings of each rule, in place of the findings.": "只统计各规则的结果数量。",
    "List every file with what was done with it.": "列出每个文件及其处理方式。",
    "Colour: only on a terminal, always or never.": "颜色：仅终端、总是或从不。",
    "Files and folders, or - for standard input.": "文件和目录，- 表示标准输入。",
    "Cluster facts in one, such as standard,vpc,ipvs,1.29.": "集群信息，例如 standard,vpc,ipvs,1.29。",
    "standard, turbo or autopilot.": "standard、turbo 或 autopilot。",
    "tunnel, vpc or cloud-native-2.0.": "tunnel、vpc 或 cloud-native-2.0。",
    "kube-proxy's mode: iptables, ipvs or nftables.": "kube-proxy 模式：iptables、ipvs 或 nftables。",
    "Such as 1.29 or v1.29.4-r0.": "例如 1.29 或 v1.29.4-r0。",
    "Instead of the .elblint.yaml found upwards from the first path.": "代替从第一个路径向上找到的 .elblint.yaml。",
    "Read no configuration file.": "不读取配置文件。",
    "Only these rules: ids or their beginnings, with commas.": "只用这些规则：ID 或其前缀，逗号分隔。",
    "Not these rules.": "不用这些规则。",
    "A folder with rules of your own.": "自定义规则的目录。",
    "Paths to leave out, in .gitignore's syntax.": "要排除的路径，语法同 .gitignore。",
    "What other facts would change, such as proxy=iptables or category=turbo,version=1.35.": (
        "若事实不同会有何变化，例如 proxy=iptables 或 category=turbo,version=1.35。"
    ),
    "For people, or JSON.": "供人阅读，或 JSON。",
    "Print what is known of each cluster and from where, and what the facts that are missing would decide.": (
        "显示各集群的已知事实及其出处，以及未知事实将决定哪些结果。"
    ),
    "A file that describes the cluster or its ELBs: Terraform, API, kubectl.": (
        "描述集群或其 ELB 的文件：Terraform、API 返回结果、kubectl 输出。"
    ),
    "Leave out excluded files even if they are named.": "即使直接指定，也排除被排除的文件。",
    "Nothing to lint is no error, as in a hook on changed files.": (
        "没有可检查的内容时不视为错误，例如检查变更文件的钩子。"
    ),
    "Check the syntax of documents that no rule looks at, too.": "同时检查没有规则涉及的文档的语法。",
    "Show what comments, annotations and the configuration suppress.": "显示被注释、注解和配置忽略的结果。",
    "A baseline, instead of the one beside the configuration.": "基线文件，代替配置旁边的基线。",
    "Report what the baseline covers, too.": "同时报告基线内的结果。",
    "Raise (or lower) a limit on input.": "提高（或降低）对输入的限制。",
    "Keep no reports of large trees, and use none.": "不缓存大型目录的报告，也不使用缓存。",
    "Build no kustomization; read its files as they are.": "不构建 kustomization，按原样读取文件。",
    "Render no chart; read its static files as they are.": "不渲染 Chart，只按原样读取静态文件。",
    "A values file for the chart; later ones win.": "Chart 的 values 文件，后面的优先。",
    "A value for the chart, as Helm's --set.": "Chart 的取值，同 Helm 的 --set。",
    "The name of the chart's release.": "Chart 的发布名称。",
    "The namespace of the chart's release.": "Chart 的发布命名空间。",
    "The name under which standard input is reported and configured.": "标准输入在报告和配置中的名称。",
    "en or zh; else from the locale.": "en 或 zh，默认按系统语言。",
    "Print who inside the cluster reaches which address of each Service and Ingress in the input.": (
        "显示集群内各客户端对每个 Service 和 Ingress 各地址的可达性。"
    ),
    "The format of the tables and pictures.": "表格和图的格式。",
    "A file for the report; without -f its name says the format.": "报告的输出文件；未给出 -f 时按文件名决定格式。",
    "Only this one, such as shop/web or 'Ingress shop/*'.": "只显示该对象，例如 shop/web 或 'Ingress shop/*'。",
    "Only this one: a workload of the input, or a caller of the table such as node-*.": (
        "只显示该调用方：输入中的工作负载，或表格中的客户端，例如 node-*。"
    ),
    "Rows to show: failing leaves out whoever surely gets through.": "显示的行：failing 不显示确定可访问的调用方。",
    "Compare with a revision or a folder: who reaches more or less than before, and which findings are new.\n\n"
    "Exit code: 0 nothing got worse, 1 something did, 2 something could not be read or understood.": (
        "与某个版本或目录比较：各调用方的可达性有何变化，有哪些新问题。\n\n"
        "退出码：0 没有变差，1 有变差，2 有内容无法读取或理解。"
    ),
    "A Git revision, such as main or HEAD~1, or a folder.": "Git 版本（例如 main、HEAD~1）或目录。",
    "The format of the comparison.": "比较结果的格式。",
    "The lowest severity of what got worse that ends in exit code 1 (warning).": (
        "变差的内容达到该级别时退出码为 1（默认 warning）。"
    ),
    "Write down all findings of today; later runs report only what is new.": "记录当前的所有结果，以后只报告新的。",
    "Instead of .elblint-baseline.json beside the configuration.": "代替配置旁边的 .elblint-baseline.json。",
    "Show, or make, the edits that fix findings. Exit code 1 if some are shown and not made.": (
        "显示或执行修复。如有修复仅显示而未执行，退出码为 1。"
    ),
    "Change the files; else only the difference is shown.": "修改文件，否则只显示差异。",
    "Also edits that may change more than the finding says.": "包括可能改动更多内容的修复。",
    "Make fix N of a rule's findings, as they number it.": "按结果中的编号执行某规则的第 N 个修复方案。",
    "A file for the difference, which is UTF-8 there.": "差异的输出文件，编码为 UTF-8。",
    "List the rules.": "列出规则。",
    "Only rules with all these words in id, name, title or kind.": "只列出 ID、名称、标题或类型含有这些词的规则。",
    "Only this one: error, warning or note.": "只列出该级别：error、warning 或 note。",
    "Only rules about this kind, such as Ingress.": "只列出关于该类型的规则，例如 Ingress。",
    "text or json.": "text 或 json。",
    "Write .elblint.yaml for a repository: what it holds, and the facts about its cluster.": (
        "为仓库生成 .elblint.yaml：仓库内容及其集群的信息。"
    ),
    "The root of the repository.": "仓库的根目录。",
    "Ask nothing: what no option says is left out.": "不提问，选项未给出的信息留空。",
    "Replace a configuration that is there.": "替换已有的配置。",
    "Explain a rule (ELB102) or an annotation (elb.autocreate), or find the rules for a cause or an error text.": (
        "解释一条规则（ELB102）或一个注解（elb.autocreate），或按原因、报错文本查找规则。"
    ),
    "A rule's id or name, an annotation, a cause, or an error text.": "规则的 ID 或名称、注解、原因或报错文本。",
    "Print the JSON Schema of a file or of a report.": "输出某种文件或报告的 JSON Schema。",
    "Print a JSON Schema, for editors and for programs that read elblint's JSON.": (
        "输出 JSON Schema，供编辑器和读取 elblint JSON 的程序使用。"
    ),
    "config (.elblint.yaml), rule (rule files), or report, reach and diff (their -f json).": (
        "config（.elblint.yaml）、rule（规则文件），或 report、reach、diff（各自的 -f json）。"
    ),
    "Run the tests that rule files carry.": "运行规则文件自带的测试。",
    "Speak the language server protocol with an editor, on standard input and output.": (
        "通过标准输入和标准输出，以语言服务器协议与编辑器通信。"
    ),
    "Folders (or files) with rules.": "规则所在的目录（或文件）。",
}


# What stands around the help texts.
_FRAME = (
    (re.compile(r"^Usage: ", re.M), "用法："),
    (re.compile(r"^Options:$", re.M), "选项："),
    (re.compile(r"^Arguments:$", re.M), "参数："),
    (re.compile(r"^Commands:$", re.M), "命令："),
    (re.compile(r"^Cluster facts:$", re.M), "集群信息："),
    (re.compile(r"^Rules and findings:$", re.M), "规则与结果："),
    (re.compile(r"^Input:$", re.M), "输入："),
    (re.compile(r"^Charts:$", re.M), "Chart："),
    (re.compile(r"^General:$", re.M), "通用："),
    (re.compile(r"Show this message and exit\."), "显示帮助并退出。"),
    (re.compile(r"\[default: "), "[默认："),
    (re.compile(r"\[required\]"), "[必填]"),
)


def _framed(text: str) -> str:
    for pattern, chinese in _FRAME:
        text = pattern.sub(chinese, text)
    return text


def in_chinese(command: Any) -> None:
    """Put the help texts of a command, of its parameters and of all commands below it into Chinese."""
    command.help = CHINESE.get(command.help, command.help)
    command.short_help = CHINESE.get(command.short_help, command.short_help)
    english = command.get_help
    command.get_help = lambda ctx: _framed(english(ctx))
    for parameter in command.params:
        written = getattr(parameter, "help", None)
        if written:
            parameter.help = CHINESE.get(written, written)
    for inner in getattr(command, "commands", {}).values():
        in_chinese(inner)
