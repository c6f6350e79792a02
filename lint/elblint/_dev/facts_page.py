"""The page of the facts that rules may ask."""

from __future__ import annotations

from elblint._dev.page_words import page_word
from elblint.model.facts import FACTS

_VALUES = {
    "a hostname or an address": "域名或地址",
    "a name": "名称",
    "a name inside the cluster": "集群内的域名",
    "a number": "数字",
    "a path inside JSON, or empty": "JSON 中的路径，可为空",
    "an IP address, or words for it": "IP 地址，或对它的描述",
    "an address inside the cluster": "集群内的地址",
    "cce, nginx, ...": "cce、nginx 等",
    "list of Services": "Service 的列表",
    "list of exclusions": "互斥内容的列表",
    "list of kinds": "对象类型的列表",
    "list of labels": "标签的列表",
    "list of names": "名称的列表",
    "list of ports": "端口的列表",
    "list of ports and ranges": "端口和区间的列表",
    "list of protocols": "协议的列表",
    "list of requirements": "前提条件的列表",
    "list of versions": "版本的列表",
    "list of workloads": "工作负载的列表",
    "such as 1.29 or v1.29.4-r0": "例如 1.29 或 v1.29.4-r0",
    "text": "文本",
    "the address as written": "所写的地址",
    "the annotation's text": "注解的文本",
    "unknown": "未知",
}
"""The words for values, in Chinese. What is written with bars between lists the values themselves."""
_OR_NULL = ", or null"


def facts_page(lang: str) -> str:
    """Return the table of all facts, in Markdown."""
    rows = []
    for name, fact in sorted(FACTS.items()):
        values = _values(fact.values, lang).replace("|", "\\|")
        unknown = fact.hint[lang] or page_word("fact-known", lang)
        rows.append(f"| `{name}` | {values} | {fact.means[lang]} | {unknown} |\n")
    head, lead = page_word("facts", lang), page_word("facts-lead", lang)
    columns = page_word("facts-columns", lang)
    return f"# {head}\n\n{lead}\n\n{columns}\n| --- | --- | --- | --- |\n{''.join(rows)}"


def _values(written: str, lang: str) -> str:
    if lang == "en":
        return written
    shown = written.removesuffix(_OR_NULL)
    return (shown if "|" in shown else _VALUES[shown]) + ("，或 null" if shown != written else "")
