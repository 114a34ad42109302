"""A card is shown escaped."""

from workbench.records import Card


def test_a_card_escapes_its_text() -> None:
    assert "<b>" not in Card("<b>", "<b>", "<b>", "<b>", ("<b>",), {"<b>": "<b>"})._repr_html_()
