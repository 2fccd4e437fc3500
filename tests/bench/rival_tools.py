"""En Clair and its two nearest relatives, each run as a user would, and what each says put into the same words.

The relatives live in a folder of their own, never in the project's environment.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

INSPECTOR_PACKAGE = "privacy-flow-inspector"
INSPECTOR_VERSION = "0.3.0"
TRACKHAR_PACKAGE = "trackhar"
TRACKHAR_VERSION = "1.0.0"
_LIMIT_S = 600


class Identity(NamedTuple):
    """What every tool is told: the values of the test identity as (label, class of En Clair, value), and the site."""

    values: tuple[tuple[str, str, str], ...]
    first_party: str


class Claim(NamedTuple):
    """One thing that a tool says of an entry. `group` is contact, identity, government-id, financial, health, search,
    page, location or technical (ids, sessions, devices, ciphertext); `value` is the planted value it recognised;
    `how` its own words for form and place."""

    entry: int
    group: str
    value: str | None
    how: str


class Run(NamedTuple):
    """The claims of one tool about one HAR, and what it cost."""

    claims: tuple[Claim, ...]
    wall_s: float
    cpu_s: float


_GROUPS = {"identity.national_id": "government-id", "behaviour.search": "search", "behaviour.page": "page"}
_GROUP_OF_FAMILY = {"health": "health", "contact": "contact", "identity": "identity", "financial": "financial"}
_RIVAL_GROUPS = {"online-identifier": "technical"}


def run_enclair(har: Path, identity: Identity, folder: Path) -> Run:
    """`enclair scan HAR --persona ... --first-party ... --json ... --values full`. Claims are the sightings of the
    persona's values and the sensitive leaves that are not texts of the interface."""
    persona, result = folder / "persona.toml", folder / "enclair.json"
    persona.write_text(_persona(identity), encoding="utf-8")
    command = [sys.executable, "-m", "inspector", "scan", str(har), "--persona", str(persona), "--first-party"]
    command += [identity.first_party, "--json", str(result), "--values", "full", "--lang", "en"]
    wall_s, cpu_s = _timed(command, result=result, allowed=(0, 1))
    told = json.loads(result.read_bytes())
    planted = {label: value for label, _, value in identity.values}
    claims = [
        Claim(s["entry"], "planted", planted[s["needle"]], f"{s['form']} · {'>'.join(s['layers'])} · {s['path']}")
        for s in told["sightings"]
        if s["origin"] == "persona" and s["needle"] in planted
    ]
    claims += [
        Claim(leaf["entry"], _group(leaf["class"]), None, f"{leaf['class']} · {leaf['path']}")
        for leaf in told["sensitive"]
        if leaf["about"] != "catalogue"
    ]
    return Run(tuple(claims), wall_s, cpu_s)


def _group(class_: str) -> str:
    return _GROUPS.get(class_) or _GROUP_OF_FAMILY.get(class_.partition(".")[0], "technical")


def run_inspector(har: Path, identity: Identity, folder: Path, *, tools: Path) -> Run:
    """`privacy-flow-inspector scan HAR --config ... --json ...`. Claims are the evidence of its findings; it keeps
    five of each finding, so a finding seen more often speaks for its whole recipient."""
    config, result = folder / "pfi.toml", folder / "pfi.json"
    config.write_text(_inspector_config(identity), encoding="utf-8")
    command = [str(_inspector(tools)), "scan", str(har), "--config", str(config), "--json", str(result), "-q"]
    wall_s, cpu_s = _timed([*command, "--fail-on", "never"], result=result)
    labels = {label: value for label, _, value in identity.values}
    claims = []
    for finding in json.loads(result.read_bytes())["findings"]:
        group = _RIVAL_GROUPS.get(finding["category"], finding["category"])
        value = next((v for label, v in labels.items() if finding["title"].startswith(f"{label} sent to")), None)
        entries = {e["entry"]: f"{e['variant']} · {e['key']}" for e in finding["evidence"]}
        if finding["occurrences"] > len(finding["evidence"]):
            entries |= {n: "beyond its five" for n in _entries_of(har, finding["recipient"]) if n not in entries}
        claims += [Claim(n, group, value, f"{finding['rule_id']} · {how}") for n, how in entries.items()]
    return Run(tuple(claims), wall_s, cpu_s)


def run_trackhar(har: Path, identity: Identity, folder: Path, *, tools: Path) -> Run:
    """`process(har, {indicatorValues})` of the library, in one process of Node.js. Claims are what its adapters and
    its indicators name; it answers in the order of the entries."""
    script, result, values = tools / TRACKHAR_PACKAGE / "run.mjs", folder / "trackhar.json", folder / "values.json"
    script.write_text(_SCRIPT, encoding="utf-8")
    values.write_text(json.dumps([value for _, _, value in identity.values]), encoding="utf-8")
    wall_s, cpu_s = _timed(["node", str(script), str(har), str(values), str(result)], result=result)
    told: list[list[dict[str, Any]] | None] = json.loads(result.read_bytes())
    by_text = {text.casefold(): value for _, _, value in identity.values for text in (value, quote(value, safe=""))}
    claims = [
        Claim(number, "planted" if hit["adapter"] == "indicators" else "technical", by_text.get(str(hit["value"]).casefold()),
              f"{hit['reasoning']} · {hit['context']}")
        for number, hits in enumerate(told)
        for hit in hits or ()
    ]  # fmt: skip
    return Run(tuple(claims), wall_s, cpu_s)


_SCRIPT = """import { readFileSync, writeFileSync } from 'node:fs';
import { process as read } from 'trackhar';
const [har, values, out] = process.argv.slice(2);
const text = (path) => JSON.parse(readFileSync(path, 'utf-8'));
writeFileSync(out, JSON.stringify(await read(text(har), { indicatorValues: { userId: text(values) } })));
"""


def has_inspector(tools: Path) -> bool:
    return _inspector(tools).is_file()


def has_trackhar(tools: Path) -> bool:
    return shutil.which("node") is not None and (tools / TRACKHAR_PACKAGE / "node_modules" / TRACKHAR_PACKAGE).is_dir()


def install(tools: Path) -> None:
    """Both relatives into `tools`, with pip and npm as this machine has them; raises CalledProcessError."""
    tools.mkdir(parents=True, exist_ok=True)
    if not has_inspector(tools):
        subprocess.run([sys.executable, "-m", "venv", str(tools / INSPECTOR_PACKAGE)], check=True)
        python = _inspector(tools).with_name("python")
        wanted = f"{INSPECTOR_PACKAGE}=={INSPECTOR_VERSION}"
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted], check=True
        )
    if not has_trackhar(tools) and shutil.which("npm"):
        folder = tools / TRACKHAR_PACKAGE
        folder.mkdir(exist_ok=True)
        (folder / "package.json").write_text('{"private": true, "type": "module"}\n', encoding="utf-8")
        wanted = f"{TRACKHAR_PACKAGE}@{TRACKHAR_VERSION}"
        flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
        subprocess.run(["npm", "install", *flags, wanted], cwd=folder, check=True)


def versions(tools: Path) -> dict[str, str]:
    """The version of each tool that is present, as it says itself."""
    found = {"En Clair": _printed([sys.executable, "-m", "inspector", "--version"]).partition("\n")[0]}
    if has_inspector(tools):
        found[INSPECTOR_PACKAGE] = _printed([str(_inspector(tools)), "--version"])
    if has_trackhar(tools):
        manifest = tools / TRACKHAR_PACKAGE / "node_modules" / TRACKHAR_PACKAGE / "package.json"
        found[TRACKHAR_PACKAGE] = f"{json.loads(manifest.read_bytes())['version']}, Node.js {_printed(['node', '-v'])}"
    return found


def _inspector(tools: Path) -> Path:
    folder = "Scripts" if os.name == "nt" else "bin"
    return tools / INSPECTOR_PACKAGE / folder / (INSPECTOR_PACKAGE + (".exe" if os.name == "nt" else ""))


def _printed(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=_LIMIT_S).stdout.strip()


def _timed(command: Sequence[str], *, result: Path, allowed: tuple[int, ...] = (0,)) -> tuple[float, float]:
    """Wall and CPU seconds of a command and its children; raises RuntimeError with its last words where it fails
    or writes no `result`."""
    result.unlink(missing_ok=True)
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_LIMIT_S)
    wall_s, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in allowed or not result.is_file():
        raise RuntimeError(f"{Path(command[0]).name} ended with {done.returncode}: {done.stderr.strip()[-400:]}")
    return wall_s, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _entries_of(har: Path, recipient: str) -> list[int]:
    entries = json.loads(har.read_bytes())["log"]["entries"]
    return [n for n, entry in enumerate(entries) if recipient in entry["request"]["url"].split("/")[2]]


def _persona(identity: Identity) -> str:
    lines = ["[persona]", 'name = "Maëlys Tourdain-Hédiard"']
    for label, class_, value in identity.values:
        lines += [
            "",
            "[[value]]",
            f"label = {_quoted(label)}",
            f"class = {_quoted(class_)}",
            f"value = {_quoted(value)}",
        ]
    return "\n".join(lines) + "\n"


def _inspector_config(identity: Identity) -> str:
    lines = ["version = 1", "", "[first_party]", f"domains = [{_quoted(identity.first_party)}]"]
    for label, class_, value in identity.values:
        category = {"government-id": "government-id", "health": "health", "search": "health"}.get(_group(class_))
        category = category or ("contact" if class_.startswith("contact.") else "identity")
        lines += ["", "[[persona]]", f"label = {_quoted(label)}", f"value = {_quoted(value)}"]
        lines += [f"category = {_quoted(category)}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
