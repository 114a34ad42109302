from pathlib import Path

import pytest

from workbench.errors import ArtifactError, InputError
from workbench.studies.whole import MARK, whole_file, whole_folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_that_was_stopped_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(KeyboardInterrupt), whole_file(target) as part:
        part.write_text("half")
        raise KeyboardInterrupt
    assert target.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_a_folder_that_was_stopped_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "out"
    for text in ("old", "new"):
        with whole_folder(target) as part:
            (part / MARK).write_text(text)
    with pytest.raises(KeyboardInterrupt), whole_folder(target) as part:
        (part / "half").write_text("")
        raise KeyboardInterrupt
    assert names(tmp_path) == ["out"]
    assert names(target) == [MARK]
    assert (target / MARK).read_text() == "new"


def test_what_is_no_export_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(InputError, match="no export of ours"), whole_folder(tmp_path):
        pass
    with pytest.raises(InputError, match="is a folder"), whole_file(tmp_path):
        pass
    assert names(tmp_path) == ["mine.txt"]


def test_a_place_that_cannot_be_is_told_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArtifactError, match="file/a.txt"), whole_file(tmp_path / "file" / "a.txt"):
        pass
