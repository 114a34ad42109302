"""Texts as vectors."""

from typing import Any

import numpy as np
import pytest

from workbench.errors import ContextError, InputError
from workbench.models.fake import FakeModel


def test_a_vector_is_the_mean_over_the_tokens(fake: FakeModel) -> None:
    ids = fake.encode("One two one")
    assert np.allclose(fake.embed(["One two one"])[0], fake._hidden(ids).mean(axis=0))


def test_a_text_that_stands_twice_has_one_vector(fake: FakeModel) -> None:
    found = fake.embed(["One two", "One new", "One two"])
    assert (found[0] == found[2]).all() and not (found[0] == found[1]).all()


@pytest.mark.parametrize("texts", ["One", [], [""], ["One", 3]])
def test_what_is_no_list_of_texts_is_refused(fake: FakeModel, texts: Any) -> None:
    with pytest.raises(InputError):
        fake.embed(texts)


def test_a_text_over_the_context_is_refused(fake: FakeModel) -> None:
    with pytest.raises(ContextError, match=r"Text 1 has 3,000 tokens"):
        fake.embed(["One", " one" * 3000])
