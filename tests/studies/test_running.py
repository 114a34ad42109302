"""The run of a study: what stops it, what is never run twice, and what a failed cell leaves."""

import json
import math
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import workbench as wb
from workbench import chunks
from workbench.errors import BusyError, ContextError, StoreError
from workbench.records import Score
from workbench.reports import manifest
from workbench.reports.folder import file_digests
from workbench.store import open_store
from workbench.studies import running

pytestmark = pytest.mark.usefixtures("small_chunks")


def test_a_study_killed_at_random_times_ends_with_the_same_bytes(killing: ModuleType, tmp_path: Path) -> None:
    expected, once, took = killing.unkilled(tmp_path / "whole")
    found, asked, hits = killing.killed(tmp_path / "killed", rounds=8, seconds=took / 3, seed=5)
    assert found == expected
    assert set(asked) == set(once)
    assert len(asked) - len(set(asked)) <= hits  # at most the one chunk in flight a kill
    assert hits >= 4


def test_what_is_finished_is_not_asked_again(planted: ModuleType, workspace: Path) -> None:
    models = [planted.Counting(), planted.Counting(salt="b")]
    planted.study(workspace, models).run()
    assert max(Counter([*models[0].asked, *models[1].asked]).values()) == 1
    again = [planted.Counting(), planted.Counting(salt="b")]
    assert planted.study(workspace, again).run().state == "done"
    assert again[0].asked == again[1].asked == []


def stopping(planted: ModuleType, after: int, error: BaseException) -> Any:
    """Return a model that raises when it was asked so often."""

    class Stopping(planted.Counting):  # type: ignore[name-defined,misc]
        def _tell(self, *what: Any) -> None:
            super()._tell(*what)
            if len(self.asked) > after:
                raise error

    return Stopping()


def test_an_interrupt_keeps_every_finished_chunk_and_is_written_down(planted: ModuleType, workspace: Path) -> None:
    first = stopping(planted, 5, KeyboardInterrupt())
    study = planted.study(workspace, [first])
    with pytest.raises(KeyboardInterrupt):
        study.run()
    assert (study.state, study.progress.done) == ("interrupted", 5)
    assert "by hand" in study.reason
    then = planted.Counting()
    assert planted.study(workspace, [then]).run().state == "done"
    assert not set(first.asked[:5]) & set(then.asked)


def test_a_stop_is_seen_before_the_next_chunk(planted: ModuleType, workspace: Path) -> None:
    class Asking(planted.Counting):  # type: ignore[name-defined,misc]
        def _tell(self, *what: Any) -> None:
            super()._tell(*what)
            if len(self.asked) == 4:
                wb.open_study("planted", workspace=workspace).stop()

    study = planted.study(workspace, [Asking()])
    assert study.run().state == "interrupted"
    assert study.progress.done == 4
    assert "stop was asked" in study.reason


def test_a_stop_from_another_process_is_seen(killing: ModuleType, tmp_path: Path) -> None:
    child = killing.start(tmp_path / "workspace", tmp_path / "log")
    while killing.finished(tmp_path / "workspace") < 2:
        time.sleep(0.02)
    wb.open_study("planted", workspace=tmp_path / "workspace").stop()
    assert killing.end(child) == "interrupted"


def test_a_stop_asked_before_a_run_does_not_stop_it(planted: ModuleType, workspace: Path) -> None:
    study = planted.study(workspace, [planted.Counting()])
    study.stop()
    assert study.run().state == "done"


def test_a_study_that_was_killed_is_interrupted_and_not_running(killing: ModuleType, tmp_path: Path) -> None:
    child = killing.start(tmp_path / "workspace", tmp_path / "log")
    while killing.finished(tmp_path / "workspace") < 2:
        time.sleep(0.02)
    study = wb.open_study("planted", workspace=tmp_path / "workspace")
    assert study.state == "running"
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert study.state == "interrupted"


def test_a_second_process_is_told_who_runs_the_study_and_computes_nothing(
    killing: ModuleType, planted: ModuleType, tmp_path: Path
) -> None:
    workspace, log = tmp_path / "workspace", tmp_path / "log"
    child = killing.start(workspace, log)
    while killing.finished(workspace) < 1:
        time.sleep(0.02)
    second = [planted.Counting(), planted.Counting(salt="b")]
    with pytest.raises(BusyError, match=f"process {child.pid}"):
        planted.study(workspace, second).run()
    assert second[0].asked == second[1].asked == []
    assert killing.end(child) == "done"
    assert max(Counter(log.read_text().splitlines()).values()) == 1


def test_a_cell_that_fails_says_why_and_the_others_go_on(planted: ModuleType, workspace: Path) -> None:
    bad = stopping(planted, 0, ContextError("Item 3 has 9000 tokens: 808 more than the 8192 this model reads."))
    study = planted.study(workspace, [bad, planted.Counting(salt="b")]).run()
    assert study.state == "failed"
    assert len(study.failures) == 4
    assert all("808 more" in reason for reason in study.failures.values())
    assert len(study.finished()) == 4
    assert "808 more" in repr(study)


def test_a_failed_cell_is_tried_again(planted: ModuleType, workspace: Path) -> None:
    planted.study(workspace, [stopping(planted, 3, RuntimeError("out of luck"))]).run()
    study = planted.study(workspace, [planted.Counting()]).run()
    assert (study.state, study.failures) == ("done", {})


def test_an_answer_too_few_fails_its_cell(planted: ModuleType, workspace: Path) -> None:
    class Short(planted.Counting):  # type: ignore[name-defined,misc]
        def score(self, items: Sequence[tuple[str, str]], *, start: str = "start") -> list[Score]:
            return super().score(items, start=start)[1:]

    study = planted.study(workspace, [Short()], probes=planted.probes()[:1]).run()
    assert "answers to" in next(iter(study.failures.values()))


class Flawed:
    """Mixed in: every sentence with a 7 has no log-probability."""

    def score(self, items: Sequence[tuple[str, str]], *, start: str = "start") -> list[Score]:
        scores = super().score(items, start=start)  # type: ignore[misc]
        return [
            replace(score, logprob=math.nan, flaw="NaN or infinite logits") if "7" in score.text else score
            for score in scores
        ]


def test_items_without_a_score_are_counted_and_leave_the_others_as_they_were(
    planted: ModuleType, workspace: Path, tmp_path: Path
) -> None:
    class Broken(Flawed, planted.Counting):  # type: ignore[name-defined,misc]
        pass

    whole = [row for row in planted.pairs() if "7" not in row["more"]]
    table = wb.probes.sentence_pairs
    clean = planted.study(tmp_path / "clean", [planted.Counting()], probes=[table(whole)], prompts=None).run()
    broken = planted.study(workspace, [Broken()], probes=[table(planted.pairs())], prompts=None).run()
    assert broken.counts() == {"items": 60, "unscored": 6, "ties": 0, "unparsed": 0, "refused": 0}
    assert broken.state == "done"
    figures = [study.estimate().set_index(["by", "measure", "group"])[["value", "n"]] for study in (clean, broken)]
    assert figures[0].equals(figures[1])


def test_two_models_in_one_store_share_no_answer(planted: ModuleType, workspace: Path) -> None:
    items = planted.pairs(500)
    models = [planted.Counting(), planted.Counting(salt="b")]
    probe = wb.probes.sentence_pairs(items)
    study = planted.study(workspace, models, probes=[probe], prompts=None).run()
    assert len(models[0].asked) == len(models[1].asked)
    alone = [probe.run(planted.Counting(salt=salt)).frame()["more_logprob"] for salt in ("", "b")]
    found = [study.result(model=label).frame()["more_logprob"] for label in study.plan.model_labels]
    assert [(abs(one - two) < 1e-6).all() for one, two in zip(alone, found, strict=True)] == [True, True]
    assert (found[0] != found[1]).all()


def test_another_study_takes_what_is_stored(planted: ModuleType, workspace: Path) -> None:
    planted.study(workspace, [planted.Counting()]).run()
    model = planted.Counting()
    other = wb.Study("other", models=[model], probes=planted.probes(), seeds=2, workspace=workspace)
    assert other.run().state == "done"
    assert model.asked == []


def test_a_seed_more_asks_that_seed_alone(planted: ModuleType, workspace: Path) -> None:
    probe = planted.probes()[1:]
    wb.Study("one", models=[planted.Counting()], probes=probe, seeds=1, workspace=workspace).run()
    model = planted.Counting()
    study = wb.Study("two", models=[model], probes=probe, seeds=2, workspace=workspace).run()
    assert len(model.asked) == study.progress.total / 2
    assert study.result().counts()["items"] == 12 * 3 * 2


def test_a_text_of_a_study_is_had_again_by_its_seed(planted: ModuleType, workspace: Path) -> None:
    probe = planted.probes()[1]
    study = wb.Study("one", models=[planted.Counting()], probes=[probe], seeds=[5], workspace=workspace).run()
    prompt, settings = probe.prompts[3], replace(probe.settings, seed=5)
    alone = planted.Counting().complete([prompt], **settings.changed())
    assert [choice.text for choice in study.result().choices[3]] == [choice.text for choice in alone.choices]


def test_the_order_of_items_and_prompts_asks_nothing_new(planted: ModuleType, workspace: Path) -> None:
    planted.study(workspace, [planted.Counting()], probes=[wb.probes.sentence_pairs(planted.pairs())]).run()
    model = planted.Counting()
    turned = [wb.probes.sentence_pairs(planted.pairs()[::-1])]
    study = wb.Study(
        "turned", models=[model], probes=turned, prompts={"b": "Be polite. ", "a": ""}, workspace=workspace
    )
    assert study.run().state == "done"
    assert model.asked == []


def test_a_batch_size_that_memory_forced_is_taken_up_again(
    planted: ModuleType, workspace: Path, tmp_path: Path
) -> None:
    class Tight(planted.Counting):  # type: ignore[name-defined,misc]
        """Has too little memory for several branches from the second chunk on."""

        stop = 10**6

        def _read(self, branches: Sequence[Any], begun: Any) -> Any:
            if len(branches) > 1 and len(self.asked) > 1:
                raise MemoryError
            return super()._read(branches, begun)

        def _tell(self, *what: Any) -> None:
            super()._tell(*what)
            if len(self.asked) > self.stop:
                raise KeyboardInterrupt

    chunks.LAYOUT.update(characters=3000)
    pair = {"probes": [wb.probes.sentence_pairs(planted.pairs(200))], "prompts": None}
    whole = planted.study(tmp_path / "whole", [Tight()], **pair).run()
    stopped, roomy = Tight(), planted.Counting()
    stopped.stop = 2
    with pytest.raises(KeyboardInterrupt):
        planted.study(workspace, [stopped], **pair).run()
    resumed = planted.study(workspace, [roomy], **pair).run()
    assert roomy.execution.batch_tokens < 1024
    reports = [study.report(tmp_path / name) for name, study in (("a", whole), ("b", resumed))]
    assert file_digests(reports[0])["results"] == file_digests(reports[1])["results"]
    assert len(json.loads((reports[0] / "manifest.json").read_text())["models"][0]["executions"]) == 2


def differing(one: Path, two: Path) -> list[str]:
    """Return the files that two folders do not have in common, byte for byte."""
    names = {path.relative_to(place).as_posix() for place in (one, two) for path in place.rglob("*") if path.is_file()}
    same = {name for name in names if (one / name).read_bytes() == (two / name).read_bytes()}
    return sorted(names - same - {"times.json"})


def test_two_runs_give_the_same_bytes_in_every_file_but_the_times(
    planted: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (running, manifest):  # whoever edits the code meanwhile changes its state
        monkeypatch.setattr(room, "code_state", lambda: {"commit": "0" * 40, "dirty": False})
    folders = []
    for name in ("one", "two"):
        study = planted.study(tmp_path / name, [planted.Counting()]).run()
        folders.append(study.report(tmp_path / f"{name}-report"))
    assert differing(folders[0], folders[1]) == []
    assert "seconds" in json.loads((folders[0] / "times.json").read_text())


def test_a_run_in_a_thread_is_stopped_from_outside(planted: ModuleType, workspace: Path) -> None:
    study = planted.study(workspace, [planted.Counting(pause=0.05)])
    thread = threading.Thread(target=study.run)
    thread.start()
    while study.progress.done < 2:
        time.sleep(0.02)
    study.stop()
    thread.join(30)
    assert not thread.is_alive()
    assert study.state == "interrupted"


def test_ctrl_c_in_a_program_of_its_own_leaves_a_valid_store(killing: ModuleType, tmp_path: Path) -> None:
    child = killing.start(tmp_path / "workspace", tmp_path / "log")
    while killing.finished(tmp_path / "workspace") < 2:
        time.sleep(0.02)
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=30)
    study = wb.open_study("planted", workspace=tmp_path / "workspace")
    assert study.state == "interrupted"
    assert not list((tmp_path / "workspace").rglob("*.part"))


def test_five_answers_are_had_again_in_a_clean_workspace(planted: ModuleType, workspace: Path, tmp_path: Path) -> None:
    first, second = (planted.study(place, [planted.Counting()]).run().kept for place in (workspace, tmp_path / "clean"))
    keys = [key for row in first.store.chunks(first.id) for key in row.keys]
    some = random.Random(0).sample(keys, 5)
    assert first.store.answers(some) == second.store.answers(some)
    assert len(second.store.answers(some)) == 5


def test_an_answer_that_came_out_otherwise_is_counted_and_the_first_is_kept(
    planted: ModuleType, workspace: Path, tmp_path: Path
) -> None:
    study = planted.study(workspace, [planted.Counting()], probes=planted.probes()[:1], prompts=None).run()
    before, cell = study.estimate(), study.cells[0]
    key = study.kept.store.chunks(study.kept.id)[0].keys[0]
    study.kept.store.commit("another", cell.id, "chunk", [(key, {}, {"logprob": -1.0})], {})
    again = wb.open_study("planted")
    assert again.kept.conflicts(cell) == 1
    assert again.estimate().equals(before)
    folder = again.report(tmp_path / "report")
    assert json.loads((folder / "results" / "cells.json").read_text())[0]["conflicts"] == 1


def test_a_damaged_answer_is_run_again_and_nothing_else(planted: ModuleType, workspace: Path) -> None:
    study = planted.study(workspace, [planted.Counting()], probes=planted.probes()[:1], prompts=None).run()
    expected = study.estimate()
    study.kept.store.close()
    with sqlite3.connect(study.kept.store.path) as base:
        base.execute("UPDATE answers SET answer = X'7B7D' WHERE sequence = 7")
    base.close()
    with open_store(workspace) as store:
        assert not store.verify().ok
    model = planted.Counting()
    mended = planted.study(workspace, [model], probes=planted.probes()[:1], prompts=None).run()
    assert len(model.asked) == 1
    assert mended.estimate().equals(expected)


def test_a_store_that_cannot_be_written_ends_the_run_with_its_reason(
    planted: ModuleType, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = planted.study(workspace, [planted.Counting()])

    def full(*_: Any, **__: Any) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(type(study.kept.store), "commit", full)
        with pytest.raises(StoreError, match="disk is full"):
            study.run()
    assert (study.state, study.reason) == ("failed", "The disk is full.")
    assert study.run().state == "done"


def test_a_model_that_its_name_does_not_open_is_asked_for(planted: ModuleType, workspace: Path) -> None:
    model = planted.Counting()
    model.name = "my-folder"
    planted.study(workspace, [model])
    failed = wb.open_study("planted").run()
    assert all("open it yourself and give it" in reason for reason in failed.failures.values())
    assert wb.open_study("planted", models=[model]).run().state == "done"
