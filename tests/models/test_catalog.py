"""Which models there are, and what is said where one cannot be opened."""

from pathlib import Path
from typing import Any

import pytest

from workbench.artifacts import make_once
from workbench.errors import ArtifactError, InputError
from workbench.models import catalog
from workbench.models.catalog import DEFAULT, open_model


def test_the_fake_model_opens_by_name() -> None:
    assert open_model("fake").name == "fake"


@pytest.mark.parametrize(("name", "near"), [("fak", "fake"), ("FAKE", "fake"), (DEFAULT.lower(), DEFAULT)])
def test_an_unknown_name_is_answered_with_the_near_one(name: str, near: str) -> None:
    with pytest.raises(InputError, match=f"Did you mean '{near}'"):
        open_model(name)


@pytest.mark.parametrize("name", [None, 5, "", "  ", b"fake", "a/b/c", "no\x00pe"])
def test_what_is_no_name_is_refused_with_what_is_allowed(name: Any) -> None:
    with pytest.raises(InputError, match=f"Unknown model .*{DEFAULT}, fake"):
        open_model(name)


@pytest.mark.parametrize("kind", [str, Path])
def test_a_missing_folder_is_named(tmp_path: Path, kind: type) -> None:
    with pytest.raises(ArtifactError, match=r"There is no folder .*absent"):
        open_model(kind(tmp_path / "absent"))


def test_a_missing_folder_of_an_unknown_user_is_named() -> None:
    with pytest.raises(ArtifactError, match="There is no folder ~nobody-here"):
        open_model("~nobody-here/model")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"holds no weights \(\*.safetensors\). Files there: none"):
        open_model(tmp_path)


def test_a_folder_without_weights_says_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ArtifactError, match=r"holds no weights.*config.json"):
        open_model(tmp_path)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "last.ckpt"])
def test_a_folder_with_pickled_weights_only_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(ArtifactError, match=f"{name}.*can run code"):
        open_model(tmp_path)


def test_a_folder_without_a_configuration_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"x")
    with pytest.raises(ArtifactError, match="no config.json"):
        open_model(tmp_path)


def test_a_file_of_the_default_model_with_a_wrong_digest_is_named(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog, "_FOLDER", "models/small")
    folder = make_once("models/small", lambda made: (made / "model.safetensors").write_bytes(b"x"), needs=1)
    (folder / "model.safetensors").write_bytes(b"y")
    with pytest.raises(ArtifactError, match=r"model.safetensors is damaged.*Delete the folder"):
        open_model()


def test_a_hub_name_that_is_not_here_says_how_to_fetch_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(
        ArtifactError, match=r'not on this machine. To fetch it: wb.open_model\("no-one/nothing", hub=True\)'
    ):
        open_model("no-one/nothing")
