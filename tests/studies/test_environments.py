"""What a manifest says of the run: taken from the chunks, in an order of its own."""

from typing import Any

from workbench.studies.environments import distinct, told

CODE = {"commit": "a", "dirty": False}


def about(threads: int | None = 2, processor: str = "one", **more: Any) -> dict[str, Any]:
    machine = {"processor": processor, "threads": threads}
    return {"code": CODE, "machine": machine, "packages": {}, "python": "3", "seconds": 1.0, **more}


def test_one_environment_is_told_once() -> None:
    assert told([about(), about(seconds=2.0)], CODE) == {
        "code": CODE,
        "machine": {"processor": "one", "threads": 2},
        "packages": {},
        "python": "3",
    }


def test_several_are_all_told_whatever_their_order() -> None:
    there, back = (
        told(order, CODE) for order in ([about(), about(processor="two")], [about(processor="two"), about()])
    )
    assert there == back
    assert len(there["environments"]) == 2


def test_a_model_without_weights_beside_one_with_is_no_second_environment() -> None:
    assert "environments" not in told([about(None), about(2)], CODE)


def test_a_report_written_by_other_code_says_so() -> None:
    other = {"commit": "b", "dirty": True}
    assert told([about()], other)["report_code"] == other


def test_nothing_run_tells_nothing() -> None:
    assert told([], CODE) == {}


def test_equal_values_are_one() -> None:
    assert distinct([{"b": 1, "a": 2}, {"a": 2, "b": 1}]) == [{"a": 2, "b": 1}]
