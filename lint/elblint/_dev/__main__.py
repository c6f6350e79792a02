"""``python -m elblint._dev [FOLDER]``: write the generated files of a checkout, and print those that changed."""

from __future__ import annotations

import sys
from pathlib import Path

from elblint._dev.generated_files import generated_files


def main(arguments: list[str]) -> None:
    """Write the generated files of the checkout at the first argument, else of the working folder."""
    root = Path(arguments[0] if arguments else ".")
    if not (root / "lint/elblint").is_dir():
        raise SystemExit(f"{root}: this is no checkout of elblint; call it in one, or name one")
    for path, content in generated_files(root).items():
        file = root / path
        if not file.is_file() or file.read_text(encoding="utf-8") != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
            sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
