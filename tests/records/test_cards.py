"""A card is shown escaped."""

from workbench.records import Card, card_from


def test_a_card_escapes_its_text() -> None:
    assert "<b>" not in Card("<b>", "<b>", "<b>", "<b>", ("<b>",), {"<b>": "<b>"})._repr_html_()


def test_a_card_may_be_given_as_a_record_or_a_dictionary() -> None:
    card = Card("a", "b", "c", "d", ("e",))
    assert card_from(card, name="n", summary="s") == card_from(card.to_dict(), name="n", summary="s") == card


def test_without_a_card_the_limits_say_that_nothing_is_known() -> None:
    assert "Nobody has written down" in card_from(None, name="n", summary="s").limits[0]
