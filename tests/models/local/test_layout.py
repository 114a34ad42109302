"""Places of a batch's tokens: the branches here are small enough to be written out."""

import pytest
import torch

from workbench.models.local.layout import Layout, is_chain
from workbench.trees import Branch

CPU = torch.device("cpu")
CHAIN = Branch((5, 6, 7), (-1, 0, 1), (), (), ())
FORK = Branch((5, 6, 7, 8), (-1, 0, 0, 2), (), (), ())  # 5 6 and 5 7 8


def seen(layout: Layout, window: int | None = None) -> list[list[list[int]]]:
    """Return the keys that each place of each row looks at."""
    rows = layout.mask(window)[:, 0] == 0
    return [[row[place].nonzero()[:, 0].tolist() for place in range(layout.width)] for row in rows]


def test_a_token_of_a_fork_sees_its_own_path_alone() -> None:
    assert seen(Layout((FORK,), 0, CPU))[0] == [[0], [0, 1], [0, 2], [0, 2, 3]]


def test_a_token_sees_the_whole_beginning() -> None:
    assert seen(Layout((FORK,), 2, CPU))[0] == [[0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 4], [0, 1, 2, 4, 5]]


def test_a_window_counts_positions_and_not_columns() -> None:
    assert seen(Layout((FORK,), 2, CPU), window=2)[0] == [[1, 2], [2, 3], [2, 4], [4, 5]]


def test_padding_sees_nothing_but_itself() -> None:
    assert seen(Layout((FORK, CHAIN), 0, CPU))[1] == [[0], [0, 1], [0, 1, 2], [3]]


def test_positions_are_depths_after_the_beginning() -> None:
    assert Layout((FORK, CHAIN), 4, CPU).positions.tolist() == [4, 5, 5, 6, 4, 5, 6]


@pytest.mark.parametrize("branches", [(FORK,), (CHAIN, FORK), (FORK, CHAIN, CHAIN)])
def test_what_is_padded_and_packed_again_is_what_it_was(branches: tuple[Branch, ...]) -> None:
    layout = Layout(branches, 0, CPU)
    values = torch.arange(2 * len(layout.ids)).view(-1, 2)
    assert torch.equal(layout.packed(layout.padded(values)), values)


def test_padding_is_filled_as_asked() -> None:
    assert Layout((CHAIN, FORK), 0, CPU).padded(torch.ones(7), fill=-1).tolist() == [[1, 1, 1, -1], [1, 1, 1, 1]]


@pytest.mark.parametrize(
    ("branches", "begun", "ordinary"), [((CHAIN,), 0, True), ((CHAIN,), 1, False), ((FORK,), 0, False)]
)
def test_one_text_from_its_start_is_ordinary_attention(
    branches: tuple[Branch, ...], begun: int, ordinary: bool
) -> None:
    assert Layout(branches, begun, CPU).single_chain is ordinary


def test_a_fork_is_no_chain() -> None:
    assert (is_chain(CHAIN), is_chain(FORK)) == (True, False)
