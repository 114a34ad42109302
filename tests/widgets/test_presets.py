"""The presets: the seven uses of the announcement, each ready to run."""

import pytest

from workbench.models.fake import FakeModel
from workbench.records import Settings
from workbench.widgets.presets import PRESETS, Preset

USES = {"Semantic search", "Chat", "Customer service", "Generation", "Productivity", "Comprehension", "Translation"}


def test_the_seven_uses_are_there() -> None:
    assert {preset.use for preset in PRESETS} == USES


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.label)
def test_a_preset_can_be_asked_and_says_what_it_does(preset: Preset) -> None:
    assert preset.about.endswith(".")
    assert Settings.of(**preset.settings).max_tokens <= 80
    assert FakeModel().complete(preset.prompt, **preset.settings).choices


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.label)
def test_a_prompt_ends_without_a_space_which_would_spoil_its_last_token(preset: Preset) -> None:
    assert preset.prompt == preset.prompt.rstrip()
