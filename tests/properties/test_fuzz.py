"""The fuzzers' targets on seeds and on what once broke them: short here, long by hand (tests/fuzz/)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from fuzz.targets import TARGETS
from support.project import CHECKOUT, LOCAL

pytestmark = pytest.mark.slow

SEEDS = [
    LOCAL.encode(),
    *(file.read_bytes() for file in sorted(Path(CHECKOUT, "examples/shop").glob("*.yaml"))),
]
BROKE = {
    "lines": [b"a:\na:", b"a: |\n  x\n  k: v\n", b"- a\n", "a: { b:<<: :\u065e c:!d }\n".encode()],
    "annotation": [b"\x00{", b'\x04[{"HTTP":', b'\x05{"a":["1,2"]}', b"\x06https:80,,:"],
    "rule": [b"id: &a [*a]", b"when: {all: [{}]}\n", b"\x00"],
    "comments": [b"# Source: \n# Source:", b"{{/* elblint: ignore[ */}}"],
    "patterns": [b"**/[a-\n!x\\\0a/b\0c", b"((a{9}){9}){9}\0aaa", b"[[:alpha:]]\0a"],
    "configuration": [b"{", b"cluster: {network: 1}\n", b'{"version": 1, "findings": [{"count": 1e999}]}'],
    "reading": [b"", b"\xff\xfe", b"{", b"kind: Service\nmetadata: {annotations: [1]}\n"],
}


def mutated(seed: bytes, rng: random.Random) -> bytes:
    """A seed with some bytes cut out, doubled or changed."""
    data = bytearray(seed)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data) + 1)
        match rng.randrange(4):
            case 0:
                del data[at : at + rng.randint(1, 30)]
            case 1:
                data[at:at] = data[at : at + rng.randint(1, 40)]
            case 2:
                data[at:at] = rng.choice(
                    [b"\n", b" ", b"- ", b": ", b"{", b"]", b"'", b'"', b"#", b"|\n", b"\t", b"&a ", b"*a"]
                )
            case _:
                data[at : at + 1] = bytes([rng.randrange(256)])
    return bytes(data)


@pytest.mark.parametrize("name", TARGETS)
def test_short_fuzzing(name: str) -> None:
    rng = random.Random(name)
    for data in [*SEEDS, *BROKE[name], *(mutated(rng.choice(SEEDS), rng) for _ in range(150))]:
        TARGETS[name](data)
