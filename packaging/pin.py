"""Writes every version, transitive ones too, into `pyproject.toml`: run `python packaging/pin.py` after a change of
dependencies. No download address is written anywhere."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "pyproject.toml"
START, END = "# pins: written by packaging/pin.py", "# end of pins"


def exported_versions() -> list[str]:
    """`name==version ; marker` of all packages, sorted, from a fresh lock."""
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "lock", "--upgrade"], cwd=ROOT, check=True)
    command = [*uv, "export", "--all-groups", "--no-hashes", "--no-annotate", "--no-header", "--no-emit-project"]
    text = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    lines = (line.strip() for line in text.splitlines())
    return sorted(line for line in lines if re.match(r"[A-Za-z0-9_.-]+==", line))


def build_versions() -> list[str]:
    """The build backend and what it needs, resolved the same way."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "-", "--no-header", "--no-annotate", "--python", "3.12"]
    text = subprocess.run(command, input="hatchling>=1.27", check=True, capture_output=True, text=True).stdout
    return sorted(line for line in text.splitlines() if re.match(r"[A-Za-z0-9_.-]+==", line))


def pinned_table(constraints: list[str], build: list[str]) -> str:
    """The text of `[tool.uv]`."""

    def array(name: str, items: list[str]) -> str:
        body = "".join(f'    "{item.replace(chr(34), chr(39))}",\n' for item in items)
        return f"{name} = [\n{body}]\n"

    return (
        f"{START}\n[tool.uv]\n{array('constraint-dependencies', constraints)}"
        f"{array('build-constraint-dependencies', build)}{END}\n"
    )


def main() -> None:
    text = PROJECT.read_text(encoding="utf-8")
    bare = re.sub(rf"\n?{START}.*?{END}\n", "", text, flags=re.S)
    PROJECT.write_text(bare, encoding="utf-8")
    table = pinned_table(exported_versions(), build_versions())
    PROJECT.write_text(f"{bare.rstrip()}\n\n{table}", encoding="utf-8")


if __name__ == "__main__":
    main()
