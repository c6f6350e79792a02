"""Telling a value from a hole that somebody is meant to fill."""

from __future__ import annotations

import re

_HOLE = re.compile(
    r"""
    \{\{ | \{% | \$\{ | \$\( | \$[A-Z_]+\b | <[^<>]*> | \.\.\. | …  # templates, variables, <elb-id>
    | \*{2,} | (?i:x{3,}) | \?{2,} | _{3,}                     # *****, xxxx
    | ^%[^%]+%$ | ^@[^@]+@$ | ^\[[^\[\]]+\]$                   # %ELB_ID%, @elb-id@, [elb id]
    | (?i: \b(?:your|my|the|some)[-_ ]?(?:existing[-_ ]?)?(?:elb|lb|load|id|ip|subnet|eip) )
    | (?i: \b(?:change|fill|replace|set|insert|put|update)[-_ ]?(?:me|it|this|with|by|in|here|the|your)\b )
    | (?i: ^(?:changeme|todo|tbd|fixme|placeholder|dummy|example|n/?a|none|null|id|ip|
              (?:elb|lb|loadbalancer|load-balancer)[-_ ]?(?:id|ip))$ )
    | (?i: placeholder|change_?me|replace_?me|set_by_ )
    | 替换 | 填写 | 请输入 | 您的
    """,
    re.X,
)
_ONE_CHARACTER = re.compile(r"([0-9a-zA-Z])(?:\1|-)*\Z")


def is_placeholder(value: str) -> bool:
    """Whether ``value`` stands for something to be filled in, and so identifies nothing."""
    stripped = value.strip()
    return not stripped or _HOLE.search(stripped) is not None or bool(_ONE_CHARACTER.match(stripped))
