"""Numbers out of other tools' files: nothing in them runs, and what is not known is refused."""

import io
import os
import pickletools
from pathlib import Path

import numpy as np
import pytest

from workbench.artifacts import digest
from workbench.errors import ArtifactError
from workbench.scorers import inert, onnxfile
from workbench.scorers.parameters import hate_weights, profanity_weights


def dumped(path: Path, value: object) -> Path:
    import joblib

    joblib.dump(value, path)
    return path


class Harmful:
    """What would run a command if it were unpickled."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.place),)


def test_a_listing_names_a_command_and_does_not_run_it(tmp_path: Path) -> None:
    found = inert.read(dumped(tmp_path / "harm.joblib", Harmful(tmp_path / "made")))
    assert found.name.endswith(".mkdir") and found.given == (str(tmp_path / "made"),)
    assert not (tmp_path / "made").exists()


def test_the_same_file_would_run_it_where_it_is_unpickled(tmp_path: Path) -> None:
    import joblib

    joblib.load(dumped(tmp_path / "harm.joblib", Harmful(tmp_path / "made")))
    assert (tmp_path / "made").exists()


class Holder:
    def __init__(self, **values: object) -> None:
        self.__dict__.update(values)


@pytest.mark.parametrize("values", [np.arange(6.0).reshape(2, 3), np.arange(3), np.asfortranarray(np.eye(2) + 1)])
def test_arrays_come_out_as_they_went_in(tmp_path: Path, values: np.ndarray) -> None:
    found = inert.read(dumped(tmp_path / "a.joblib", Holder(values=values, after="text")))
    assert np.array_equal(inert.array(found.state["values"]), values)
    assert found.state["after"] == "text"


@pytest.mark.parametrize("value", [3, 2.5, np.float64(2.5), np.int64(7), -1, 70_000])
def test_numbers_come_out_as_they_went_in(tmp_path: Path, value: float) -> None:
    assert inert.number(inert.read(dumped(tmp_path / "n.joblib", Holder(value=value))).state["value"]) == value


def test_lists_dicts_and_tuples_come_out_as_they_went_in(tmp_path: Path) -> None:
    plain = {"a": [1, "x", None, True], "b": (1, 2), "c": (), "d": [], "e": {"f": (1, 2, 3, 4)}, "g": ["one"]}
    assert inert.read(dumped(tmp_path / "p.joblib", Holder(**plain))).state == plain


@pytest.mark.parametrize("bad", [b"", b"\x80\x05N.", b"\x80\x05cos\nmkdir\n.", b"\x80\x05\x94.", b"no pickle"])
def test_what_is_no_listing_is_refused(tmp_path: Path, bad: bytes) -> None:
    (tmp_path / "bad").write_bytes(bad)
    with pytest.raises(ArtifactError, match="bad"):
        inert.read(tmp_path / "bad")


def test_an_array_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = dumped(tmp_path / "a.joblib", Holder(values=np.arange(1000.0)))
    path.write_bytes(path.read_bytes()[:4000])
    with pytest.raises(ArtifactError, match="ends within an array"):
        inert.read(path)


def test_an_array_of_objects_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="no listing"):
        inert.read(dumped(tmp_path / "o.joblib", Holder(values=np.array([{}, None], dtype=object))))


def test_every_step_that_is_known_is_one_of_pickles() -> None:
    names = {code.name for code in pickletools.opcodes}
    assert inert._PLAIN | set(inert._STEPS) | set(inert._VALUES) <= names


def field(number: int, value: bytes) -> bytes:
    return bytes([number << 3 | 2, len(value)]) + value


def test_an_onnx_file_gives_the_numbers_and_texts_of_a_node(tmp_path: Path) -> None:
    floats = field(1, b"w") + field(7, np.array([0.5, 2.0], "<f4").tobytes())
    single = field(1, b"s") + b"".join(bytes([7 << 3 | 5]) + np.float32(x).tobytes() for x in (1.5, 3.0))
    whole = field(1, b"i") + bytes([8 << 3, 5, 8 << 3, 0x80 | 1, 1])
    texts = field(1, b"t") + field(9, b"a") + field(9, "é".encode())
    node = field(4, b"Kind") + b"".join(field(5, part) for part in (floats, single, whole, texts))
    tensor = field(8, b"name") + field(9, np.array([4.0], "<f4").tobytes())
    (tmp_path / "m.onnx").write_bytes(field(7, field(1, node) + field(5, tensor)))
    found = onnxfile.read(tmp_path / "m.onnx")
    assert found["tensors"]["name"].tolist() == [4.0]
    assert {name: list(values) for name, values in found["Kind"].items()} == {
        "w": [0.5, 2.0],
        "s": [1.5, 3.0],
        "i": [5, 129],
        "t": ["a", "é"],
    }


@pytest.mark.parametrize("bad", [b"", b"\xff\xff", b"no model", field(7, b"\x0a\x7f")])
def test_what_is_no_onnx_file_is_refused(tmp_path: Path, bad: bytes) -> None:
    (tmp_path / "m.onnx").write_bytes(bad)
    with pytest.raises(ArtifactError, match="no ONNX file"):
        onnxfile.read(tmp_path / "m.onnx")


@pytest.mark.parametrize(("read", "words", "outputs"), [(hate_weights, 28_302, 3), (profanity_weights, 15_442, 5)])
def test_words_and_numbers_fit_together(read: object, words: int, outputs: int) -> None:
    found = read()  # type: ignore[operator]
    assert len(found.words) == len(set(found.words)) == words == len(found.rarity)
    assert found.weights.shape == (words, outputs) and found.offsets.shape == (outputs,)
    assert np.isfinite(found.weights).all() and (found.rarity > 0).all()


@pytest.fixture
def kept(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home of the test's with the numbers of the hate scorer copied into it."""
    import shutil

    monkeypatch.delenv("WORKBENCH_HOME")
    from workbench.artifacts import home

    source = home() / "scorers" / "hate-v1"
    monkeypatch.setenv("WORKBENCH_HOME", str(empty_home))
    return Path(shutil.copytree(source, empty_home / "scorers" / "hate-v1"))


def test_changed_numbers_are_found_before_they_are_used(kept: Path) -> None:
    file = kept / "weights.safetensors"
    before = digest(file)
    with file.open("r+b") as opened:
        opened.seek(-1, io.SEEK_END)
        opened.write(b"\x7f")
    assert digest(file) != before
    with pytest.raises(ArtifactError, match="is damaged"):
        hate_weights()
