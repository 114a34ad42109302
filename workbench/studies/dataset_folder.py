"""A study as a Hugging Face dataset folder: parquet files and a card that ``datasets.load_dataset`` reads."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.markup import plain
from workbench.records import Card
from workbench.reports.folder import write_json
from workbench.studies.tables import rows_of, save_rows

if TYPE_CHECKING:
    from workbench.studies.exports import Exported

__all__ = ["write"]


def write(study: "Exported", folder: Path) -> None:
    """Write records and estimates as parquet, the plan, the data cards, and the README that names them."""
    from workbench.studies.exports import records

    (folder / "data").mkdir()
    save_rows(records(study), folder / "data" / "records.parquet", ".parquet")
    save_rows(rows_of(study.estimate()), folder / "data" / "estimates.parquet", ".parquet")
    write_json(folder / "plan.json", {**study.plan.to_dict(), "digest": study.plan.digest})
    cards = {result.card.name: result.card for _, result in study.finished()}
    (folder / "README.md").write_text(_readme(study, list(cards.values())), encoding="utf-8", newline="\n")


def _readme(study: "Exported", cards: list[Card]) -> str:
    plan = study.plan
    said = {name.replace("_", " "): text for name, text in plan.context.to_dict().items() if text.strip()}
    lines = [
        "---",
        f"pretty_name: {json.dumps(plan.title)}",
        "license: other",
        "configs:",
        "- config_name: records",
        "  data_files: data/records.parquet",
        "  default: true",
        "- config_name: estimates",
        "  data_files: data/estimates.parquet",
        "---",
        "",
        f"# {_line(plan.title)}",
        "",
        "Records (one row a model, prompt, probe and item) and estimates of a study made with lm-workbench.",
        f"Plan: `plan.json`, SHA-256 {plan.digest}.",
        "",
        "```python",
        "import datasets",
        'datasets.load_dataset("FOLDER")               # the records',
        'datasets.load_dataset("FOLDER", "estimates")  # the figures, each with its interval',
        "```",
        "",
        *(
            [f"- {_line(name)}: {_line(text)}" for name, text in said.items()]
            or ["- The plan leaves the context of use unsaid."]
        ),
        "",
        "## Models",
        "",
        *(f"- {_line(label)}: fingerprint `{model.fingerprint}`" for label, model in _models(plan)),
        "",
        "## Data",
        "",
        *(line for card in cards for line in _card(card)),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _models(plan: Any) -> Any:
    return zip(plan.model_labels, plan.models, strict=True)


def _card(card: Card) -> list[str]:
    about = [f"{_line(card.name)}: {_line(card.summary)} Source: {_line(card.source)}. Licence: {_line(card.licence)}."]
    return [*about, "", *(f"- {_line(limit)}" for limit in card.limits), ""]


def _line(text: str) -> str:
    """Return text as one line of Markdown in which nothing is markup."""
    shown = plain(" ".join(text.split()))
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in shown)
