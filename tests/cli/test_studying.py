import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import workbench as wb
from workbench.models.fake import FakeModel
from workbench.studies import Study
from workbench.studies.tables import read_rows

Command = Callable[..., Any]


@pytest.fixture
def done(workspace: Path, command: Command) -> Path:
    assert command("study", "run", "plan.toml").code == 0
    return workspace


def test_a_plan_is_run_and_told_with_its_figures(workspace: Path, command: Command) -> None:
    ended = command("study", "run", "plan.toml", "--json")
    assert ended.code == 0
    assert ended.json["state"] == "done"
    study = wb.open_study("tiny")
    assert ended.json["verdict"] == study.verdict()
    assert [one["value"] for one in ended.json["estimates"]] == study.estimate()["value"].tolist()
    assert "harm: the plan does not say" in ended.err


@pytest.mark.parametrize("words", [["run", "plan.toml"], ["run", "tiny"], ["resume", "tiny"]])
def test_a_study_that_is_done_runs_nothing_again(
    words: list[str], done: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def score(*_: Any, **__: Any) -> None:
        raise AssertionError("nothing is left to ask")

    monkeypatch.setattr(FakeModel, "score", score)
    ended = command("study", *words)
    assert ended.code == 0
    assert ended.out.startswith("tiny: done, 1 of 1 chunks")


def test_an_interrupt_is_code_130_and_says_how_to_go_on(
    workspace: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(FakeModel, "score", stopped)
        ended = command("study", "run", "plan.toml")
    assert ended.code == 130
    assert "workbench study resume tiny" in ended.err
    assert command("study", "list", "--json").json[0]["state"] == "interrupted"
    assert command("study", "resume", "tiny").code == 0


def test_ctrl_c_in_a_terminal_is_code_130_and_what_was_done_is_kept(workspace: Path, command: Command) -> None:
    (workspace / "plan.toml").write_text(
        'name = "tiny"\nmodels = ["fake"]\n[[probes]]\nkind = "crows_pairs"\nstarts = ["start", "newline", "separator"]\n'
    )
    words = [
        sys.executable,
        "-c",
        "from workbench.cli import main; raise SystemExit(main())",
        "study",
        "run",
        "plan.toml",
    ]
    with subprocess.Popen(words, stderr=subprocess.PIPE, cwd=workspace, env=dict(os.environ), text=True) as run:
        assert run.stderr is not None
        until = time.monotonic() + 60
        while not command("study", "list", "--json").json and time.monotonic() < until:
            time.sleep(0.05)
        while command("study", "list", "--json").json[0]["done"] < 1 and time.monotonic() < until:
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        told = run.stderr.read()
    assert run.returncode == 130
    assert "Traceback" not in told
    found = command("study", "list", "--json").json[0]
    assert found["state"] == "interrupted"
    assert 1 <= found["done"] < found["total"]


def test_a_cell_that_failed_is_code_1_with_its_reason(
    workspace: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the model broke")

    monkeypatch.setattr(FakeModel, "score", broken)
    ended = command("study", "run", "plan.toml", "--json")
    assert ended.code == 1
    assert ended.json["state"] == "failed"
    assert "the model broke" in next(iter(ended.json["failures"].values()))


def test_list_and_show_need_no_model(done: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.studies.opening.open_model", None)
    assert [one["name"] for one in command("study", "list", "--json").json] == ["tiny"]
    shown = command("study", "show", "tiny")
    assert "whole sentence" in shown.out
    assert command("study", "show", "tiny", "--json").json["plan"]["digest"] == wb.open_study("tiny").plan.digest


def test_an_empty_workspace_says_how_to_begin(workspace: Path, command: Command) -> None:
    assert "workbench study run plan.toml" in command("study", "list").out


def test_a_report_is_written_and_verified_and_an_edit_is_code_1(done: Path, command: Command) -> None:
    folder = command("study", "report", "tiny", "--json").json["folder"]
    assert folder == "reports/tiny"
    assert command("study", "verify", folder).code == 0
    path = done / folder / "results" / "estimates.json"
    path.write_text(path.read_text().replace("0.", "1.", 1))
    ended = command("study", "verify", folder)
    assert ended.code == 1
    assert "results/estimates.json" in ended.out


def test_a_study_is_verified_by_name(done: Path, command: Command) -> None:
    assert command("study", "verify", "tiny", "--json").json["ok"] is True


@pytest.mark.parametrize(
    "words", [["out.jsonl"], ["out.csv"], ["out", "--kind", "lm-eval"], ["out", "--kind", "dataset"]]
)
def test_records_are_taken_elsewhere(words: list[str], done: Path, command: Command) -> None:
    ended = command("study", "export", "tiny", *words, "--json")
    assert ended.code == 0
    assert Path(ended.json["target"]).exists()
    if words == ["out.jsonl"]:
        assert len(read_rows("out.jsonl")) == 3


def test_a_study_that_does_not_run_cannot_be_stopped(done: Path, command: Command) -> None:
    ended = command("study", "stop", "tiny", "--json")
    assert ended.json == {"asked": False, "name": "tiny", "state": "done"}


def test_a_running_study_is_asked_to_stop(done: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(Study, "state", "running")
    monkeypatch.setattr(Study, "stop", lambda self: asked.append(self.name))
    assert command("study", "stop", "tiny").code == 0
    assert asked == ["tiny"]


@pytest.mark.parametrize("part", ["show", "resume", "report", "verify", "stop"])
def test_an_unknown_study_is_answered_with_the_near_one(part: str, done: Path, command: Command) -> None:
    ended = command("study", part, "tinny")
    assert ended.code == 2
    assert "Did you mean 'tiny'" in ended.err


def test_a_mistake_in_a_plan_is_told_with_its_line(workspace: Path, command: Command) -> None:
    (workspace / "plan.toml").write_text('name = "x"\nmodels = ["fake"]\nprobs = []\n')
    ended = command("study", "run", "plan.toml")
    assert ended.code == 2
    assert "plan.toml, line 3" in ended.err


def test_a_workspace_may_be_named(workspace: Path, command: Command) -> None:
    command("study", "run", "plan.toml", "--workspace", "elsewhere")
    assert command("study", "list", "--json").json == []
    assert len(command("study", "list", "--workspace", "elsewhere", "--json").json) == 1


def test_rerun_is_code_0_where_the_same_comes_out_and_1_where_not(done: Path, command: Command) -> None:
    command("study", "report", "tiny")
    ended = command("rerun", "reports/tiny")
    assert ended.code == 0
    assert ended.out.startswith("The same: ")
    path = done / "reports" / "tiny" / "results" / "records.jsonl"
    row = json.loads(path.read_text().splitlines()[0])
    path.write_text(path.read_text().replace(repr(row["more_logprob"]), "-1.25", 1))
    ended = command("rerun", "reports/tiny", "--out", "other", "--json")
    assert ended.code == 1
    named = [one for one in ended.json["differences"] if one["file"] == "results/records.jsonl"]
    assert [(one["column"], one["old"]) for one in named] == [("more_logprob", "-1.25")]


def test_verify_checks_the_store_and_a_damaged_one_is_code_1(done: Path, command: Command) -> None:
    ended = command("verify", "--json")
    assert ended.code == 0
    assert ended.json["ok"] is True
    path = Path(ended.json["path"])
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 64] = b"\xff" * 64
    path.write_bytes(content)
    ended = command("verify", "--json")
    assert ended.code == 1
    assert ended.json["damaged"]
    assert Path(ended.json["set_aside"]).exists()
