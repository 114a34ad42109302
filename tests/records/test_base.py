"""Records go through files unchanged, and text that no file can hold is refused."""

import json
from typing import Any

import pytest

from workbench.errors import InputError
from workbench.records import Card, Choice, Completion, Cost, Estimate, Execution, Score, Settings, Usage, clean_text


def choice() -> Choice:
    return Choice("a b", 1, "stop", ("a", " b"), (None, -0.5), (None, {" b": -0.5, "<": -2.0}), (0, 1))


RECORDS = [
    Settings(),
    Settings(n=2, best_of=3, stop=("x", "y"), logprobs=0, echo=True, logit_bias={5: -1.5}, seed=7),
    Usage(3, 4),
    choice(),
    Choice("plain"),
    Completion((choice(),), Usage(1, 2), ("p",), Settings(stop=("z",)), "fake", "f00"),
    Score(-1.5, ("a", "b"), (-1.0, -0.5), True, "ab", True),
    Estimate("share", "all", 0.5, 0.4, 0.6, 100, "share", "Wilson", 0.5, 1.0, None, 3),
    Estimate("share", "all", None, None, None, 0, "share", "no answer"),
    Estimate("share", "all", 0.5, 0.4, 0.6, 100, "share", "Wilson", 0.5, 1.0, unscored=4, unparsed=5),
    Card("a", "b", "c", "d", ("e",), {"f": "g"}),
    Execution("prefix", "fast", "fused", "cuda", True, 512, 8),
    Cost(100, 40, 12, 3.5),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_comes_back_from_json_as_it_was(record: Any) -> None:
    assert type(record).from_dict(json.loads(json.dumps(record.to_dict()))) == record


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_is_one_short_line(record: Any) -> None:
    assert "\n" not in str(record)


def test_a_lone_surrogate_is_refused_with_its_place_and_the_remedy() -> None:
    with pytest.raises(InputError, match=r"lone surrogate '\\ud83d' at character 2.*encode"):
        clean_text("ab\ud83dc", "The prompt")


def test_a_text_that_is_no_string_is_refused_with_its_type() -> None:
    with pytest.raises(InputError, match="The prompt must be a string, not bytes"):
        clean_text(b"a", "The prompt")
