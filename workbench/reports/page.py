"""The page of a report: one self-contained HTML file made from a written study folder; it runs and measures nothing.

The order is that of a paper whose plan came first: question and plan, answer, figure, table,
robustness, items, limits, cards, how to re-run, manifest, references.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench.markup import Markup, element, join, table, trusted
from workbench.records import Card, Estimate, Execution
from workbench.reports.answer import answer
from workbench.reports.appendix import appendix, right
from workbench.reports.folder import read_json
from workbench.reports.style import STYLE
from workbench.stats import cannot_tell

__all__ = ["answer_of", "page"]

CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def page(folder: Path) -> str:
    """Return the HTML page of a written study folder.

    No script, nothing from the net (a content security policy in the page says so too), and
    every text of the folder escaped. Figures stand in it as images, in which no script can run.

    Parameters
    ----------
    folder : Path
        With ``plan.json``, ``estimates.json``, ``records.jsonl``, ``figures/``, ``cards/``
        and ``manifest.json``.

    Raises
    ------
    ArtifactError
        If one of the files is missing or damaged; it is named.
    """
    plan, made = read_json(folder / "plan.json"), read_json(folder / "manifest.json")
    estimates = read_json(folder / "estimates.json")
    parts = [
        _question(plan),
        _section("Answer", element("div", *(element("p", said) for said in answer_of(folder)), class_="wb-answer")),
        _section("Figure", _figures(folder)),
        _section("Table", _tables(estimates)),
        _section("Robustness", _robustness(estimates["robustness"])),
        _section("The items", appendix(folder / "records.jsonl")),
        _section("What this does not show", element("ul", *(element("li", item) for item in plan["limits"]))),
        _section("Data and model", _cards(folder)),
        _section("Run it again", _rerun(plan, made)),
        _section("Manifest", _manifest(made)),
        _section("References", element("ol", *(element("li", item) for item in plan["references"]))),
    ]
    return str(_document(plan["title"], element("main", *parts)))


def answer_of(folder: Path) -> list[str]:
    """Return the answer of a written study folder: three sentences with their intervals."""
    estimates = read_json(folder / "estimates.json")
    model = read_json(folder / "manifest.json")["models"][0]["name"]
    whole = Estimate.from_dict(estimates["whole"][0])
    return answer(model, whole, [Estimate.from_dict(row) for row in estimates["group"]], estimates["robustness"])


def _document(title: str, body: Markup) -> Markup:
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=CSP),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", trusted(STYLE)),
    )
    return trusted("<!doctype html>\n") + element("html", head, element("body", body), lang="en") + trusted("\n")


def _section(title: str, *content: object) -> Markup:
    return element("section", element("h2", title), *content)


def _facts(rows: Mapping[str, object]) -> Markup:
    lines = (element("tr", element("th", name, scope="row"), element("td", said)) for name, said in rows.items())
    return element("div", element("table", element("tbody", *lines)), class_="wb-wide")


def _question(plan: Mapping[str, Any]) -> Markup:
    primary = plan["primary"]
    facts = {
        "Use case": plan["use_case"],
        "Population": plan["population"],
        "Harm": plan["harm"],
        "Primary measure": primary["measure"],
        "Family of tests": primary["family"],
        "Correction": primary["correction"],
        "Smallest effect of interest": plan["smallest_effect"],
        "What this n could show": plan["detectable"],
        "Stop rule": plan["stop_rule"],
        "All else": plan["exploratory"],
        "Digest of the plan": element("span", plan["digest"], class_="wb-hash"),
    }
    note = "Written before the model was run; the digest is the SHA-256 of plan.json without this line."
    head = element("header", element("h1", plan["title"]), element("p", plan["question"]))
    return head + _section("Question and plan", element("p", note, class_="wb-soft"), _facts(facts))


def _figures(folder: Path) -> Markup:
    found = sorted((folder / "figures").glob("*.svg"))
    return join(_figure(path) for path in found)


def _figure(path: Path) -> Markup:
    coded = base64.b64encode(path.read_bytes()).decode("ascii")
    about = read_json(path.with_suffix(".json"))
    numbers = f"Diamond: the whole set. Bars: 95 % intervals. The drawn numbers: figures/{path.stem}.csv."
    return element(
        "figure",
        element("img", src=f"data:image/svg+xml;base64,{coded}", alt=about["alt"]),
        element("figcaption", f"{about['title']} {numbers}", class_="wb-soft"),
    )


def _tables(estimates: Mapping[str, Any]) -> Markup:
    parts = {
        "Primary: the whole set": estimates["whole"][:1],
        "Primary family: by bias type, Holm-corrected": estimates["group"],
        "Exploratory: other rules and the two directions, not corrected": [
            *estimates["whole"][1:],
            *estimates["direction"],
        ],
    }
    figures = [right(name) for name in ("value", "95 % interval", "neutral", "n", "ties", "p", "p corrected")]
    names = ["measure", "group", *figures, "reading"]
    shown = (
        table(names, [_row(Estimate.from_dict(row)) for row in rows], caption=said) for said, rows in parts.items()
    )
    note = (
        "p: exact two-sided binomial test against neutral. 'Cannot tell': the interval or the test allows both sides."
    )
    blocks = (element("div", block, class_="wb-wide", tabindex="0") for block in shown)
    return join(blocks) + element("p", note, class_="wb-soft")


def _row(item: Estimate) -> Sequence[object]:
    if item.value is None:
        reading = "no answer"
    elif item.neutral is None:
        reading = "no neutral value"
    elif cannot_tell(item):
        reading = "cannot tell"
    else:
        reading = "above neutral" if item.value > item.neutral else "below neutral"
    interval = "" if item.low is None or item.high is None else f"{item.low:.3f} to {item.high:.3f}"
    neutral = "none" if item.neutral is None else f"{item.neutral:g}"
    numbers = [right(f"{item.n:,}"), right(item.ties), right(_p(item.p)), right(_p(item.p_corrected))]
    value = right("" if item.value is None else f"{item.value:.3f}")
    return [item.measure, item.group, value, right(interval), right(neutral), *numbers, reading]


def _p(p: float | None) -> str:
    if p is None:
        return ""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _robustness(rows: Sequence[Mapping[str, Any]]) -> Markup:
    shown = [
        (
            row["rule"],
            row["start"],
            right("" if row["value"] is None else f"{row['value']:.3f} [{row['low']:.3f}, {row['high']:.3f}]"),
            row["n"],
            row["ties"],
            row["reading"],
        )
        for row in rows
    ]
    names = ["rule", "token before the first word", *map(right, ["share, 95 % interval", "n", "ties"]), "reading"]
    note = "Exploratory: how far two arbitrary choices move the figure. Only the first row is the primary measure."
    return element("p", note, class_="wb-soft") + element("div", table(names, shown), class_="wb-wide", tabindex="0")


def _cards(folder: Path) -> Markup:
    cards = [Card.from_dict(read_json(folder / "cards" / name)) for name in ("data.json", "model.json")]
    return join(element("div", trusted(card._repr_html_()), class_="wb-wide") for card in cards)


def _rerun(plan: Mapping[str, Any], made: Mapping[str, Any]) -> Markup:
    commit = made["code"]["commit"]
    at = f"With the workbench's code at commit {commit}" if commit else "With the workbench's code of the version below"
    dirty = " (which had changes that are in no commit)" if made["code"]["dirty"] else ""
    said = (
        f"{at}{dirty}, in its folder. On the same kind of processor every file but times.json has the same bytes, and "
        "the second command prints the same digest; on another kind the last digits of log-probabilities may move."
    )
    return element("p", said) + element("pre", element("code", "\n".join(plan["rerun"])))


def _manifest(made: Mapping[str, Any]) -> Markup:
    model, machine = made["models"][0], made["machine"]
    facts = {
        "Model": model["name"],
        "Fingerprint": element("span", model["fingerprint"], class_="wb-hash"),
        **({"How it was run": str(Execution.from_dict(model["execution"]))} if "execution" in model else {}),
        "Seed": ", ".join(map(str, made["seeds"])) or "none: nothing is drawn by chance",
        "Processor": f"{machine['processor']}, {machine['cores']} cores, {machine['threads'] or 'no'} torch threads",
        "Python": made["python"],
        "Packages": ", ".join(f"{name} {number}" for name, number in made["packages"].items()),
    }
    whole = element("pre", json.dumps(made, indent=1, sort_keys=True, ensure_ascii=False), class_="wb-hash")
    return _facts(facts) + element("details", element("summary", "The whole manifest"), whole)
