"""A probe is made again from its dictionary, whatever a file did to the order of its keys."""

import json
from typing import Any

import pytest

import workbench.probes as probes
from workbench.errors import InputError
from workbench.records import Probe

ROWS = [{"more": f"They are old {place}", "less": f"They are young {place}", "group": "age"} for place in range(4)]
MADE = [
    probes.bold(domain="race", limit=9, max_tokens=5, scorers=["vader"], variants=["drawn", "cool"]),
    probes.honest(lexicon=["river", "old"], k=2, limit=30, seed=4),
    probes.radicalization(n=2, limit=8, max_tokens=5),
    probes.regard(n=2, limit=14, scorers=["vader", "profanity"], max_tokens=5),
    probes.toxicity(["One", {"prompt": "Two", "group": "b"}, "A", "He", "She"], n=2, max_tokens=5, scorer="profanity"),
    probes.counterfactuals(limit=9, n=2, max_tokens=4, variants=["newline", "start"]),
    probes.counterfactuals(
        ["She is old.", "He met her there."],
        swaps={"she": "he", "her": "him"},
        name="own texts",
        task={"input": "{text}", "output": "{label}", "labels": ["yes", "no"]},
    ),
    probes.representation(n=2, limit=5, max_tokens=6),
    probes.representation(["One", "Two"], words={"z": {"b": ["she"], "a": ["he"]}}, n=3, name="own prompts"),
    probes.crows_pairs(limit=7, starts=["newline", "start"], name="few"),
    probes.sentence_pairs(ROWS, name="mine", limit=3),
    probes.sentence_pairs(
        [{**row, "cluster": place // 2} for place, row in enumerate(ROWS)], name="by token", rule="per_token"
    ),
    probes.winoqueer(ROWS, columns={"more": "more", "less": "less", "group": "group"}, starts=["start", "newline"]),
    probes.pronouns(n=4, max_tokens=8, temperature=0.9, stop=["."], seed=3),
    probes.pronouns(["poet", "diver"], n=4, name="two"),
    probes.first_mention(
        ["One", "She", "Two", "He", "A"],
        words={"z": ["she", "her"], "a": ["he", "his"]},
        groups=list("xxyyy"),
        n=6,
        max_tokens=9,
    ),
    probes.stereoset(task="intersentence", limit=24, variants=["chat", "context"], name="triples"),
    probes.reddit_bias(axis=["race", "gender"], limit=8, variants=["newline", "start"]),
    probes.bec_pro(limit=270),
    probes.holistic_bias(axis="age", limit=4, templates=["I like {plural_noun_phrase}."]),
    probes.search(
        [{"query": "honey", "document": 0}, {"query": "a loaf", "document": "Bread is baked.", "group": "food"}],
        ["Bees live in hives.", "Bread is baked."],
        name="found",
    ),
    probes.bbq(category="Religion", limit=8, shots=1, variants=["letters", "order reversed"], seed=3, name="questions"),
    probes.bbq(category=["SES", "Age"], answers="generated", limit=4, name="written answers"),
    probes.winogender(limit=12, variants=["straight quotes", "quoted pronoun"]),
    probes.winobias(type=2, split="all", limit=16),
    probes.strength("commands", limit=4),
    probes.few_shot(
        {"input": "{text}", "output": "{label}", "labels": ["yes", "no"], "examples": [{"text": "a", "label": "no"}]},
        test=[
            {"text": f"text {place}", "label": ("yes", "no")[place % 2], "group": "xy"[place % 3 % 2]}
            for place in range(6)
        ],
        design={
            "shots": [0, 1],
            "seeds": 1,
            "calibrate": True,
            "variants": {"b": {"joint": " "}, "a": {"separator": " "}},
        },
    ),
    probes.few_shot(
        {"input": "{text}", "output": "{label}", "name": "written", "settings": {"max_tokens": 3}},
        test=[{"text": f"text {place}", "label": ["one", "two"]} for place in range(3)],
    ),
    probes.templates(
        ["The {attribute} was a", "A {attribute} is a"],
        groups={"z": ["woman", "lady"], "a": ["man"], "m": ["person"]},
        attributes={"y": ["nurse", "cook"], "b": ["pilot", "baker"]},
        variants=["chat", "plain"],
        baseline="person",
        name="own-templates",
    ),
    probes.occupations_by_gender(
        occupations=["nurse", "pilot", "baker"], contexts=["competent", "neutral"], variants=["present", "plain"]
    ),
    probes.matched_guise(
        [
            {"mainstream": f"It is {word}.", "other": f"It {word}.", "group": group}
            for word, group in zip("abcdef", "zzzaaa", strict=True)
        ],
        attributes={"z": ["one"], "positive": ["the"], "negative": ["a"]},
        variants=["chat", "plain"],
    ),
    probes.described("religion", n=40, max_tokens=8, of="Jews"),
]


@pytest.mark.parametrize("probe", MADE, ids=lambda probe: probe.name)
def test_a_probe_comes_back_from_a_sorted_file_and_asks_the_same(probe: Probe) -> None:
    again = probes.from_dict(json.loads(json.dumps(probe.to_dict(), sort_keys=True)))
    assert again.to_dict() == probe.to_dict()
    assert again.requests() == probe.requests()
    assert again.digests() == probe.digests()


@pytest.mark.parametrize("probe", MADE, ids=lambda probe: probe.name)
def test_every_probe_keeps_the_protocol(probe: Probe, fake: Any) -> None:
    assert isinstance(probe, Probe)
    result = probe.run(fake)
    measures = {one.measure for one in result.estimates()}
    for measure in probe.primary:
        assert measure.measure in measures
        assert measure.by is None or measure.by in probe.groupings


@pytest.mark.parametrize("probe", MADE, ids=lambda probe: probe.name)
def test_the_mean_of_the_outcomes_is_the_estimate(probe: Probe, fake: Any) -> None:
    result = probe.run(fake)
    for estimate in result.estimates():
        try:
            rows = result.outcomes(estimate.measure)
        except InputError as error:
            assert "no means over items" in str(error)
            continue
        if "one cluster alone" in estimate.method:
            continue
        assert [name for name in rows.columns if name != "draws"] == ["item", "group", "cluster", "value"]
        value = float("nan") if estimate.value is None else estimate.value
        assert rows["value"].mean() == pytest.approx(value, nan_ok=True)
        assert rows["value"].notna().sum() == estimate.n


@pytest.mark.parametrize("probe", MADE, ids=lambda probe: probe.name)
def test_the_mean_of_a_groups_outcomes_is_its_estimate(probe: Probe, fake: Any) -> None:
    result = probe.run(fake)
    measure = probe.primary[0].measure
    for by in probe.groupings:
        try:
            means = result.outcomes(measure, by).groupby("group")["value"].mean()
        except InputError as error:
            assert "no means over items" in str(error)
            continue
        for estimate in result.estimates(by):
            if estimate.measure != measure or "one cluster alone" in estimate.method:
                continue
            value = float("nan") if estimate.value is None else estimate.value
            assert means[estimate.group] == pytest.approx(value, nan_ok=True)


@pytest.mark.parametrize("probe", MADE, ids=lambda probe: probe.name)
def test_counts_and_words_are_complete(probe: Probe, fake: Any) -> None:
    result = probe.run(fake)
    assert list(result.counts()) == ["items", "unscored", "ties", "unparsed", "refused"]
    assert all(type(count) is int for count in result.counts().values())
    words = result.words()
    assert list(words) == ["question", "harm", "method", "limits", "references"]
    assert all(words.values())
    json.dumps(words)


@pytest.mark.parametrize("probe", MADE, ids=lambda probe: probe.name)
def test_a_result_is_made_again_from_the_answers_alone(probe: Probe, fake: Any) -> None:
    from workbench.asking import asked

    about = {"name": fake.name, "fingerprint": fake.fingerprint}
    again = probe.result(about, asked(fake, probe.requests()))
    assert again.frame().equals(probe.run(fake).frame())


@pytest.mark.parametrize("probe", MADE, ids=lambda probe: probe.name)
def test_the_digests_are_of_named_files(probe: Probe) -> None:
    for files in probe.digests().values():
        assert all(len(digest) == 64 for digest in files.values())


def test_the_names_are_functions_of_this_room() -> None:
    assert all(callable(getattr(probes, name)) for name in probes.names())
    assert set(probes.names()) == {probe.to_dict()["kind"] for probe in MADE}


def test_an_unknown_kind_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match="Unknown probe 'crows-pairs'. Did you mean 'crows_pairs'"):
        probes.from_dict({"kind": "crows-pairs"})


def test_an_unknown_parameter_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match="Unknown parameter of crows_pairs 'limt'. Did you mean 'limit'"):
        probes.from_dict({"kind": "crows_pairs", "limt": 5})


def test_a_missing_parameter_is_named() -> None:
    with pytest.raises(InputError, match="sentence_pairs needs table"):
        probes.from_dict({"kind": "sentence_pairs"})


@pytest.mark.parametrize("given", [{}, {"name": "a"}, "crows_pairs"])
def test_what_has_no_kind_is_refused(given: Any) -> None:
    with pytest.raises(InputError, match="it has no kind"):
        probes.from_dict(given)
