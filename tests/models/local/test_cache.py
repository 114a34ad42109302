"""Slots: what is written for a row is what the row sees, whoever left before it."""

import torch

from workbench.models.local.cache import HIDDEN, STEP, Kept, Slots


def kept(tokens: int, value: float) -> Kept:
    found = Kept()
    found.add(torch.full((tokens, 2, 3), float(value)), torch.full((tokens, 2, 3), -float(value)))
    return found


def opened() -> Slots:
    """Return three rows: one of two tokens of value 1, then two of a beginning (value 9) and two tokens of value 2."""
    slots = Slots(4, 40)
    slots.open(0, 1, None, kept(3, 1), torch.tensor([0, 2]))
    slots.open(1, 2, kept(1, 9), kept(2, 2), torch.tensor([0, 1]))
    return slots


def keys(slots: Slots, positions: list[int]) -> list[list[float]]:
    return slots.seen(0, torch.tensor(positions))[0][:, 0, :4, 0].tolist()


def test_a_row_holds_its_beginning_and_then_its_path() -> None:
    assert keys(opened(), [2, 3, 3]) == [[1, 1, 0, 0], [9, 2, 2, 0], [9, 2, 2, 0]]


def test_values_stand_where_their_keys_stand() -> None:
    slots = opened()
    one, two = slots.seen(0, torch.tensor([2, 3, 3]))
    assert torch.equal(one, -two)


def test_each_row_is_written_at_its_own_position() -> None:
    slots, new = opened(), torch.full((3, 2, 3), 5.0)
    slots.write(0, new, -new, torch.tensor([2, 3, 3]))
    assert keys(slots, [2, 3, 3]) == [[1, 1, 5, 0], [9, 2, 2, 5], [9, 2, 2, 5]]


def test_rows_that_stay_move_up_in_their_order() -> None:
    slots = opened()
    slots.keep([0, 2])
    assert (slots.used, keys(slots, [2, 3])) == (2, [[1, 1, 0, 0], [9, 2, 2, 0]])


def test_a_row_sees_up_to_its_own_position() -> None:
    mask = opened().mask(torch.tensor([0, 2, 3]))
    assert (mask == 0).sum(dim=1).tolist() == [1, 3, 4]
    assert set(mask.unique().tolist()) == {0.0, HIDDEN}


def test_a_window_hides_what_is_too_far_back() -> None:
    mask = opened().mask(torch.tensor([3]), window=2)
    assert (mask == 0).nonzero()[:, 1].tolist() == [2, 3]


def test_how_many_keys_are_seen_goes_in_steps_up_to_the_length() -> None:
    widths = [opened().mask(torch.tensor([position])).shape[1] for position in (0, STEP - 1, STEP, 39)]
    assert widths == [STEP, STEP, 40, 40]
