"""The words of the benchmark's tables in Chinese."""

from __future__ import annotations

_CELLS = {
    "work": "工作", "tool": "工具", "run": "运行", "instructions": "指令数", "wall s": "经过秒数", "CPU s": "CPU 秒",
    "peak MiB": "内存峰值 MiB", "CPU, x bare": "CPU 与仅解析之比", "bare parsing": "仅解析", "bare, with nodes": "含节点",
    "elblint, SARIF": "elblint，SARIF", "without a cache": "不用缓存", "first": "首次运行", "unchanged": "没有变化",
    "one file changed": "一个文件有变化",
}  # fmt: skip
_PARTS = {
    "1 document": "1 个文档",
    "1 with a finding": "1 个有结果的文档",
    "10,000, all relevant": "10,000 个，全部相关",
    "10,000 with callers": "10,000 个，带调用方",
    "30,000 in one file": "一个文件中的 30,000 个",
    "20,000 small files": "20,000 个小文件",
    "100,000 in 1,000 files": "1,000 个文件中的 100,000 个",
    ", mixed": " 个，混合",
    ", SARIF": "，SARIF",
    ", configured": "，带配置",
    " cores, ": " 个核，",
    ", load ": "，负载 ",
    ", medians of ": "，取 ",
    " rounds.": " 轮的中位数。",
    " at the beginning.": "（开始时）。",
    " at the beginning": "（开始时）",
    "has read": "读取了",
}


def in_chinese(line: str) -> str:
    """Return a line of a table, or above one, in Chinese."""
    if not line.startswith("| "):
        return _with_parts(line)
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    shown = (_CELLS.get(cell) or _with_parts(cell) for cell in cells)
    return "| " + " | ".join(shown) + " |"


def _with_parts(text: str) -> str:
    for english, chinese in _PARTS.items():
        text = text.replace(english, chinese)
    return text.replace(", ", "，")
