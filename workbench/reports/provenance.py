"""Where a report's figures come from and how to have them again: plan, manifest, commands, citation."""

import json
import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.reports.answer import corrected_by
from workbench.reports.blocks import Block, Bullets, Code, Column, Facts, Folded, Notice, Section, Table, Text
from workbench.reports.folder import DIGESTS, file_digests, read_json
from workbench.reports.names import slug
from workbench.reports.words import count, flat, number

if TYPE_CHECKING:
    from workbench.reports.report import Report

__all__ = ["cite", "manifest", "plan", "rerun", "results_digest"]

_KNOWN = {"level", "precision", "layers", "device", "batch_tokens", "slots"}


def plan(report: "Report") -> Section:
    """Return the section of the plan: what was fixed before the run, its digest, and what was changed since."""
    made = report.plan
    models = [_model(model) for model in made.get("models") or []]
    prompts = [
        (str(label), str(text) or "(empty: nothing is set before an item)")
        for label, text in (made.get("prompts") or {}).items()
    ]
    facts = (
        ("Name", str(made.get("name", ""))),
        ("Digest of the plan", str(made.get("digest", ""))),
        ("Primary figures", "; ".join(_measure(item) for item in made.get("primary") or []) or "none"),
        ("Correction", corrected_by(report)),
        ("Smallest effect of interest", number(made.get("smallest_effect")) or "not said"),
        ("Seeds", ", ".join(map(str, made.get("seeds") or [])) or "none"),
    )
    note = "Fixed before the models were run; the digest is the SHA-256 of the plan, so that a later change shows."
    blocks: list[Block] = [Text(note, soft=True), Facts(facts)]
    blocks.append(Facts(tuple(models), caption="Models"))
    blocks.append(Facts(tuple(prompts), caption="Prompts, set before every item"))
    probes = json.dumps(made.get("probes") or [], indent=1, sort_keys=True, ensure_ascii=False)
    blocks.append(Folded("Probes with every parameter", (Code(probes),)))
    return Section("plan", "Plan", (*blocks, *_amendments(made.get("amendments") or [])))


def _model(model: Mapping[str, Any]) -> tuple[str, str]:
    opened = flat(model.get("open") or {})
    parts = {"precision": model.get("precision"), "fingerprint": model.get("fingerprint"), "opened with": opened}
    return str(model.get("label") or model.get("name")), flat(parts)


def _measure(item: Mapping[str, Any]) -> str:
    split = f", by {item.get('by')}" if item.get("by") else ""
    return f"{item.get('measure')} of {item.get('probe')}{split}"


def _amendments(rows: Sequence[Any]) -> list[Block]:
    if not rows:
        return [Text("Amendments: none. The plan is the one that was first written.")]
    said = [flat(row) if isinstance(row, Mapping) else str(row) for row in rows]
    return [
        Text(f"{count(len(rows), 'amendment')}, made after the plan was first fixed", strong=True),
        Bullets(tuple(said)),
    ]


def manifest(report: "Report") -> Section:
    """Return the manifest for a person to read: versions, digests, machine, seeds, how each model was run."""
    made = report.manifest
    machine, code = made.get("machine") or {}, made.get("code") or {}
    facts = (
        ("Commit of the workbench", _commit(code)),
        *([("Commit that wrote this report", _commit(made["report_code"]))] if made.get("report_code") else []),
        ("Python", str(made.get("python", ""))),
        ("Packages", ", ".join(f"{name} {version}" for name, version in (made.get("packages") or {}).items())),
        ("Processor", f"{machine.get('processor')} ({machine.get('architecture')}, {machine.get('system')})"),
        ("Cores and threads", f"{machine.get('cores')} cores, {machine.get('threads') or 'no'} torch threads"),
        ("Seeds", ", ".join(map(str, made.get("seeds") or [])) or "none: nothing is drawn by chance"),
        ("Layout of chunks", flat((made.get("settings") or {}).get("chunks") or {}) or "not recorded"),
        ("Digest of the plan", str(made.get("plan_digest", ""))),
        ("Digest of the results", results_digest(report)),
    )
    blocks: list[Block] = [*_dirty(code), *_several(made.get("environments") or []), Facts(facts)]
    blocks.append(Facts(tuple(_run(model) for model in made.get("models") or []), caption="How each model was run"))
    files = [
        (str(owner), str(file), str(digest))
        for owner, all_ in [*_model_files(made), *(made.get("data") or {}).items()]
        for file, digest in (all_ or {}).items()
    ]
    if files:
        columns = (Column("model or data set"), Column("file"), Column("SHA-256"))
        shown = Table("Files of models and data", columns, tuple(files), heads=2)
        blocks.append(Folded(f"{count(len(files), 'file')} with their digests", (shown,)))
    whole = json.dumps(made, indent=1, sort_keys=True, ensure_ascii=False)
    return Section("manifest", "Manifest", (*blocks, Folded("The whole manifest", (Code(whole),))))


def _commit(code: Mapping[str, Any]) -> str:
    commit, dirty = code.get("commit"), code.get("dirty")
    if not commit:
        return "not known (an installed package, or no git)"
    if dirty is None:
        return str(commit)
    return f"{commit}; the code {'had changes that are in no commit' if dirty else 'was as in that commit'}"


def _dirty(code: Mapping[str, Any]) -> list[Block]:
    if not code.get("dirty"):
        return []
    said = (
        "The workbench's code had changes that are in no commit, so the commit alone may not give these figures again."
    )
    return [Notice("The code was not clean", (said,))]


def _several(environments: Sequence[Mapping[str, Any]]) -> list[Block]:
    """Return a notice where parts of the study were run on other machines, or with other versions."""
    if len(environments) < 2:
        return []
    said = [_environment(one.get("machine") or {}, one) for one in environments]
    return [Notice("Run in several places: last digits may differ between parts", tuple(said))]


def _environment(machine: Mapping[str, Any], one: Mapping[str, Any]) -> str:
    parts = {
        "processor": machine.get("processor"),
        "cores": machine.get("cores"),
        "Python": one.get("python"),
        "packages": flat(one.get("packages") or {}),
        "commit": _commit(one.get("code") or {}),
    }
    return flat(parts)


def _run(model: Mapping[str, Any]) -> tuple[str, str]:
    ways = model.get("executions") or [model.get("execution") or {}]
    parts = {"fingerprint": model.get("fingerprint"), "run": " and ".join(_layout(way) for way in ways)}
    return str(model.get("label") or model.get("name")), flat(parts)


def _layout(way: Mapping[str, Any]) -> str:
    """Return how a model was run, in words; of a record of another version, its fields as they stand."""
    if not way:
        return "not recorded"
    if not set(way) >= _KNOWN:
        return flat(way)
    packed = ", packed weights" if way.get("packed") else ""
    sizes = f"{way['batch_tokens']} tokens together, {way['slots']} rows side by side"
    return f"{way['level']}, {way['precision']}, {way['layers']} layers on {way['device']}{packed}, {sizes}"


def _model_files(made: Mapping[str, Any]) -> list[tuple[str, Mapping[str, str]]]:
    models = made.get("models") or []
    return [(str(model.get("label") or model.get("name")), model.get("digests") or {}) for model in models]


def results_digest(report: "Report") -> str:
    """Return the digest of plan and results as it was written with them, or as it is now where none was."""
    path = report.folder / DIGESTS
    written = read_json(path) if path.is_file() else file_digests(report.folder)
    return str(written.get("results", ""))


def rerun(report: "Report") -> Section:
    """Return the section that says how to run the study again and how to check this copy."""
    name = shlex.quote(f"reports/{slug(str(report.plan.get('name', 'study')))}")
    commit = (report.manifest.get("code") or {}).get("commit")
    first = [f"git checkout {shlex.quote(str(commit))}"] if commit else []
    again = "\n".join([*first, "make setup", f".venv/bin/workbench rerun {name}"])
    check = "\n".join([f"cd {name}", "python -m pytest --nbval --nbval-current-env report.ipynb"])
    code = f"import workbench as wb\n\nwb.open_report({name!r}).check()"
    said = (
        "In the workbench's own folder. On the same kind of processor every file but times.json has the same bytes; on "
        "another kind the last digits of log-probabilities may move, and the command says by how much, item by item."
    )
    blocks = (
        Text(said),
        Code(again),
        Text("Is this copy as it was written? A figure that was edited by hand fails both of these:"),
        Code(check),
        Code(code),
    )
    return Section("rerun", "Run it again", blocks)


def cite(report: "Report") -> Section:
    """Return the section that says how to cite the study, what it used, and who must be named by a person."""
    made = report.plan
    title = str(made.get("title") or made.get("name"))
    version = (report.manifest.get("packages") or {}).get("lm-workbench", "of unknown version")
    digests = f"Plan {str(made.get('digest', ''))[:12]}, results {results_digest(report)[:12]}"
    plain = f"[Authors: to be named by who publishes it] ([year]). {title} [Study report made with lm-workbench {version}]. {digests}."
    bibtex = "\n".join(
        [
            f"@misc{{{_key(str(made.get('name', 'study')))}-{str(made.get('digest', ''))[:8]},",
            f"  title = {{{_braced(title)}}},",
            "  author = {TO BE NAMED},",
            "  year = {TO BE NAMED},",
            f"  note = {{Study report made with lm-workbench {_braced(str(version))}. {_braced(digests)}}},",
            "}",
        ]
    )
    sources = dict.fromkeys(f"{card.name}: {card.source}" for card in report.cards.values())
    blocks: tuple[Block, ...] = (
        Text(plain),
        Code(bibtex),
        Text("Cite with it the models and data", strong=True),
        Bullets(tuple(sources)),
    )
    return Section("cite", "How to cite", blocks)


def _key(name: str) -> str:
    return "".join(char if char.isascii() and char.isalnum() else "-" for char in name)[:60]


def _braced(text: str) -> str:
    """Return text that stays inside its braces in BibTeX."""
    return " ".join("".join(char for char in text if char not in "{}\\").split())
