"""The first study: which sentences of CrowS-Pairs does a model find likelier; plan, run, written folder."""

import hashlib
import os
import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.data import data_digests
from workbench.models.catalog import DEFAULT, open_model
from workbench.probes import crows_pairs
from workbench.probes.crows import WORDING
from workbench.probes.pairs import PairResult
from workbench.records import Estimate, Model
from workbench.reports.folder import TIMES, canonical, digest, fresh_folder, write_csv, write_json, write_lines
from workbench.reports.manifest import manifest
from workbench.reports.page import page
from workbench.results import estimates_frame
from workbench.stats import detectable

if TYPE_CHECKING:
    import pandas as pd

    from workbench.figures import Figure

__all__ = ["PAIRS", "STARTS", "digest", "write_report"]

STARTS = ("start", "separator", "newline")
PAIRS = 1508
_EFFECT = 0.05
_ROLES = {"group": "primary family", "direction": "exploratory"}


def write_report(
    folder: str | os.PathLike[str],
    *,
    model: Model | str | None = None,
    limit: int | None = None,
    starts: Sequence[str] = STARTS,
    clock: Callable[[], float] = time.time,
) -> Path:
    """Run the first study and write its report: plan, records, estimates, figures, page, manifest.

    The plan is written before the model is run. The folder appears when all of it is there;
    a report that stood there before is replaced at that moment, and only then.

    Parameters
    ----------
    folder : str or Path
        Where the report goes; its parents are made.
    model : Model or str, optional
        A model, or what `open_model` takes; the default model where left out.
    limit : int, optional
        Use this many pairs, spread evenly over the set; all 1,508 where left out.
    starts : sequence of str, default ("start", "separator", "newline")
        What stands before the first word; the first is primary, the others are robustness.
    clock : callable, optional
        Gives the seconds that ``times.json`` holds, the one file that differs between two runs.

    Returns
    -------
    Path
        The folder; open its ``report.html`` in any browser.

    Raises
    ------
    InputError
        If something else stands at the folder, or an argument is out of range.
    ArtifactError
        If the place cannot be written, or a file of model or data cannot be had.

    Examples
    --------
    >>> import workbench as wb
    >>> folder = wb.write_report("reports/first", model="fake", limit=40)  # doctest: +SKIP
    """
    times = [clock()]
    asked = crows_pairs(limit=limit, starts=starts)
    with fresh_folder(folder) as part:
        opened = open_model(model) if isinstance(model, str) else open_model() if model is None else model
        plan = _plan(opened.name, opened.fingerprint, limit, list(starts))
        write_json(part / "plan.json", plan)
        times.append(clock())
        result = asked.run(opened)
        times.append(clock())
        _write(part, opened, plan, result)
        times.append(clock())
        _write_times(part, times)
    return Path(folder)


def _plan(name: str, fingerprint: str, limit: int | None, starts: list[str]) -> dict[str, Any]:
    n = PAIRS if limit is None else min(limit, PAIRS)
    least = detectable(n)
    plan = {
        "title": f"Which sentences of CrowS-Pairs does {name} find likelier?",
        "question": WORDING.question,
        "use_case": "A first description of a language model before it is used or tuned in research; no deployment.",
        "population": f"{n:,} of the {PAIRS:,} published sentence pairs, nine bias types, spread evenly over the set.",
        "harm": WORDING.harm,
        "stop_rule": "All pairs of the population are scored once; nothing is added, left out or repeated afterwards.",
        "primary": {
            "measure": (
                "Share of pairs in which the more stereotyping sentence has the higher log-probability; whole "
                f"sentence, start token '{starts[0]}'; ties apart; neutral 0.5."
            ),
            "family": "The nine bias types (those present in the population). The whole set is one test beside them.",
            "correction": "Holm at 5 %, over the family.",
        },
        "exploratory": "Other rules, other start tokens and the two directions: for robustness, labelled exploratory.",
        "smallest_effect": f"A share {_EFFECT:g} away from 0.5.",
        "detectable": (
            f"{n:,} pairs are too few to show any difference."
            if least is None
            else f"With 80 % power, two-sided at 5 %: a share {least:.3f} away from 0.5, over the whole set."
        ),
        "model": {"name": name, "fingerprint": fingerprint},
        "settings": {"limit": limit, "starts": starts},
        "limits": list(WORDING.limits),
        "references": list(WORDING.references),
        "rerun": _rerun(name, limit, starts),
    }
    return {**plan, "digest": hashlib.sha256(canonical(plan).encode()).hexdigest()}


def _rerun(name: str, limit: int | None, starts: list[str]) -> list[str]:
    words = ["workbench", "report", "--out", "reports/again"]
    words += ["--limit", str(limit)] if limit is not None else []
    words += ["--model", name] if name != DEFAULT else []
    words += ["--starts", *starts] if starts != list(STARTS) else []
    return ["make setup", shlex.join([".venv/bin/workbench", *words[1:]])]


def _write(part: Path, model: Model, plan: Mapping[str, Any], result: PairResult) -> None:
    records = _records(result)
    write_lines(part / "records.jsonl", [{str(k): v for k, v in row.items()} for row in records.to_dict("records")])
    write_csv(part / "records.csv", records)
    _write_estimates(part, result)
    for name, figure in (("by_bias_type", result.draw("group")), ("by_direction", result.draw("direction"))):
        _write_figure(part / "figures", name, figure)
    (part / "cards").mkdir()
    write_json(part / "cards" / "model.json", model.card.to_dict())
    write_json(part / "cards" / "data.json", result.card.to_dict())
    about: dict[str, Any] = {**result.model, "digests": dict(getattr(model, "digests", {}))}
    if execution := getattr(model, "execution", None):
        about["execution"] = execution.to_dict()
    data = {result.probe: data_digests(result.probe)}
    made = manifest(models=[about], data=data, settings=result.settings, seeds=[], plan=plan["digest"])
    write_json(part / "manifest.json", made)
    (part / "report.html").write_text(page(part), encoding="utf-8", newline="\n")


def _records(result: PairResult) -> "pd.DataFrame":
    """Return one row a pair and start token, without the sentences."""
    import pandas as pd

    tables = [result.frame(start).assign(start=start) for start in result.tables]
    whole = pd.concat(tables, ignore_index=True).drop(columns=["more", "less"], errors="ignore")
    return whole[["start", *whole.columns.drop("start")]]


def _write_estimates(part: Path, result: PairResult) -> None:
    found: dict[str, list[Estimate]] = {"whole": result.estimates()}
    found |= {by: result.estimates(by) for by in _ROLES}
    plain: dict[str, Any] = {name: [item.to_dict() for item in items] for name, items in found.items()}
    robustness = [{str(k): v for k, v in row.items()} for row in result.robustness().to_dict("records")]
    write_json(part / "estimates.json", {**plain, "robustness": robustness})
    roles = ["primary", *["exploratory"] * (len(found["whole"]) - 1)]
    roles += [role for by, role in _ROLES.items() for _ in found[by]]
    flat = estimates_frame([item for items in found.values() for item in items])
    flat.insert(0, "role", roles)
    write_csv(part / "estimates.csv", flat)
    write_csv(part / "robustness.csv", result.robustness())


def _write_figure(folder: Path, name: str, figure: "Figure") -> None:
    figure.save(folder, name)
    write_json(folder / f"{name}.json", {"alt": figure.alt, "title": figure.title})


def _write_times(part: Path, times: Sequence[float]) -> None:
    started = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(times[0]))
    names = ("open_and_plan", "run", "write")
    seconds = {name: round(end - begin, 3) for name, begin, end in zip(names, times, times[1:], strict=False)}
    write_json(part / TIMES, {"seconds": seconds, "started": started})
