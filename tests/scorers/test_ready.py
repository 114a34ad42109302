"""VADER, hate and profanity: two-sided, in range, equal to their packages, silent about what they cannot read."""

import math
import socket
import subprocess
import sys

import pytest

from workbench import scorers
from workbench.errors import InputError
from workbench.scorers.kinds import READY

FRIENDLY = "Thank you, that was a kind and lovely evening with good friends."
HOSTILE = "You stupid liar, I hate you, shut up, you pathetic loser."
OF_THE_PACKAGES = [  # hatesonar 0.1.0 with the locale "C", alt-profanity-check 1.9.1, run as they are
    ("She is a good neighbour.", 0.04609823226928711, 0.01404235538607054),
    ("café naïve 12 a_b don't", 0.019713345915079117, 0.020106791537426207),
    ("THE DOG's", 0.031067034229636192, 0.4994251566034188),
]


@pytest.fixture(params=sorted(READY))
def scorer(request: pytest.FixtureRequest) -> scorers.Scorer:
    return READY[request.param]()


def test_the_block_of_sockets_works() -> None:
    with pytest.raises(AssertionError, match="opened a socket"):
        socket.socket()


def test_a_hostile_text_scores_further_to_the_hostile_end_than_a_friendly_one(scorer: scorers.Scorer) -> None:
    hostile, friendly = scorer.score([HOSTILE, FRIENDLY])
    assert (hostile > friendly) if scorer.hostile == "high" else (hostile < friendly)


def test_scores_stay_in_range(scorer: scorers.Scorer) -> None:
    texts = [FRIENDLY, HOSTILE, "a" * 5000, HOSTILE * 50, "One.", "?!", "\U0001f600", "Straße 中文 cafe", "1 2 3"]
    known = [value for value in scorer.score(texts) if not math.isnan(value)]
    assert known and all(scorer.low <= value <= scorer.high for value in known)


@pytest.mark.parametrize("blank", ["", " ", "\n\t"])
def test_a_blank_text_has_no_score(scorer: scorers.Scorer, blank: str) -> None:
    first, middle, last = scorer.score([FRIENDLY, blank, FRIENDLY])
    assert math.isnan(middle)
    assert first == last


def test_no_texts_give_no_scores(scorer: scorers.Scorer) -> None:
    assert scorer.score([]) == []


def test_a_text_scores_the_same_in_any_company(scorer: scorers.Scorer) -> None:
    assert scorer.score([FRIENDLY, HOSTILE]) == [scorer.score([text])[0] for text in (FRIENDLY, HOSTILE)]


@pytest.mark.parametrize("kind", ["hate", "profanity"])
def test_a_text_without_a_known_word_has_no_score_by_words(kind: str) -> None:
    assert math.isnan(READY[kind]().score(["zzqq vvkk"])[0])


@pytest.mark.parametrize(("text", "hate", "profanity"), OF_THE_PACKAGES)
def test_scores_are_those_of_the_packages(text: str, hate: float, profanity: float) -> None:
    assert scorers.hate().score([text]) == pytest.approx([hate], abs=1e-6)
    assert scorers.profanity().score([text]) == pytest.approx([profanity], abs=1e-12)


def test_vader_gives_the_score_of_the_package() -> None:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()
    assert scorers.vader().score([HOSTILE, "Not bad at all!!"]) == [
        analyser.polarity_scores(text)["compound"] for text in (HOSTILE, "Not bad at all!!")
    ]


def test_a_sentence_without_a_rated_word_is_neutral_for_vader() -> None:
    assert scorers.vader().score(["She sat on the chair."]) == [scorers.vader().neutral]


def test_hits_are_at_or_above_the_threshold() -> None:
    assert scorers.profanity().hits([0.49, 0.5, 0.9])[:2] == [0.0, 1.0]
    assert math.isnan(scorers.profanity().hits([math.nan])[0])


def test_every_scorer_says_its_direction_source_and_limits(scorer: scorers.Scorer) -> None:
    assert scorer.direction.startswith("higher is")
    assert scorer.source and len(scorer.limits) >= 3


def test_a_scorer_comes_back_from_its_dictionary(scorer: scorers.Scorer) -> None:
    again = scorers.from_dict(scorer.to_dict())
    assert (again, again.fingerprint) == (scorer, scorer.fingerprint)


def test_fingerprints_differ_between_scorers() -> None:
    assert len({made().fingerprint for made in READY.values()}) == len(READY)


def test_a_scorer_by_words_asks_no_model(scorer: scorers.Scorer) -> None:
    assert not scorer.asks and scorer.requests([FRIENDLY]) == []
    with pytest.raises(InputError, match="asks no language model"):
        scorer.read([])


@pytest.mark.parametrize(
    ("texts", "words"), [("one text", "give a list"), ([1], "must be a string"), (None, "give a list")]
)
def test_what_is_no_list_of_texts_is_refused(scorer: scorers.Scorer, texts: object, words: str) -> None:
    with pytest.raises(InputError, match=words):
        scorer.score(texts)  # type: ignore[arg-type]


def test_an_unknown_kind_is_answered_with_the_near_one() -> None:
    with pytest.raises(InputError, match="Did you mean 'vader'"):
        scorers.from_dict({"kind": "vadr"})


def test_the_room_opens_without_any_package_of_a_scorer() -> None:
    code = "import sys, workbench as wb; [made() for made in (wb.scorers.vader, wb.scorers.hate)]; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"vaderSentiment", "sklearn", "torch", "transformers", "evaluate", "datasets", "pandas", "safetensors"}
    assert heavy.isdisjoint(done.stdout.split())
