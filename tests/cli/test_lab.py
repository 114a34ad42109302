import os
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from workbench import cli
from workbench.errors import InputError
from workbench.studies import first


@pytest.fixture(autouse=True)
def environment_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", os.environ.copy())


def test_report_prints_folder_digest_and_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked = {}

    def write(folder: Path, **choices: object) -> Path:
        asked.update(choices)
        return folder

    monkeypatch.setattr(first, "write_report", write)
    monkeypatch.setattr("workbench.reports.folder.digest", lambda folder: "abc123")
    opened = SimpleNamespace(answer=lambda: ["The answer.", "More.", "Still more."])
    monkeypatch.setattr("workbench.reports.report.open_report", lambda folder: opened)
    assert cli.main(["report", "--out", str(tmp_path), "--limit", "40", "--model", "fake"]) == 0
    assert asked == {"model": "fake", "limit": 40, "starts": first.STARTS}
    assert capsys.readouterr().out == f"Report: {tmp_path / 'report.html'}\nDigest: abc123\nThe answer.\n"


def test_a_mistake_is_one_message_and_exit_code_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main(["report", "--model", "fakee", "--limit", "0", "--out", str(tmp_path / "r")]) == 2
    told = capsys.readouterr().err
    assert told.startswith("InputError: limit=0")
    assert "Traceback" not in told


def test_an_interrupt_is_exit_code_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(folder: Path, **choices: object) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(first, "write_report", stopped)
    assert cli.main(["report"]) == 130
    assert capsys.readouterr().err.startswith("Stopped")


def test_lab_listens_on_loopback_only_and_asks_nothing_of_the_net(tmp_path: Path) -> None:
    words = cli.lab_command(tmp_path, port=9000)
    assert "--ServerApp.ip=127.0.0.1" in words
    assert "--LabApp.news_url=None" in words
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in words


@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
def test_root_is_allowed_only_where_the_user_is_root(
    user: int, allowed: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    assert ("--allow-root" in cli.lab_command(tmp_path, port=9000)) is allowed


def test_lab_starts_with_a_fresh_secret_that_is_on_no_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(os, "execve", lambda path, words, environment: started.append((words, environment)))
    for _ in range(2):
        cli.main(["lab", "--notebooks", str(tmp_path), "--no-browser"])
    (words, one), (_, other) = started
    assert len(one["JUPYTER_TOKEN"]) == 48
    assert one["JUPYTER_TOKEN"] != other["JUPYTER_TOKEN"]
    assert not any(one["JUPYTER_TOKEN"] in word for word in words)
    assert f"token={one['JUPYTER_TOKEN']}" in capsys.readouterr().out


@pytest.mark.parametrize("token", ["", "  "])
def test_an_empty_token_is_refused(token: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main(["lab", "--notebooks", str(tmp_path), "--token", token]) == 2
    assert "empty token" in capsys.readouterr().err


def test_hub_and_telemetry_are_off_unless_the_user_set_them(monkeypatch: pytest.MonkeyPatch) -> None:
    os.environ.pop("HF_HUB_DISABLE_TELEMETRY", None)
    os.environ["HF_HUB_OFFLINE"] = "0"
    environment = cli.lab_environment("secret")
    assert environment["HF_HUB_DISABLE_TELEMETRY"] == "1"
    assert environment["HF_HUB_OFFLINE"] == "0"


def test_a_folder_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main(["lab", "--notebooks", str(tmp_path / "none")]) == 2
    assert "--notebooks FOLDER" in capsys.readouterr().err


def test_a_port_that_is_taken_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert cli.free_port(port) > port


@pytest.mark.parametrize("port", [80, 70000])
def test_a_port_out_of_range_is_refused(port: int) -> None:
    with pytest.raises(InputError, match="1024 to 65535"):
        cli.free_port(port)
