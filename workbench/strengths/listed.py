"""The ready tasks and the seven uses of the 2020 announcement, each a declaration of a few lines; it runs nothing."""

from functools import partial

from workbench.data import ARITHMETIC, SCRAMBLES, card_of
from workbench.strengths.declared import CONTAMINATION, Ready
from workbench.strengths.rows import among, arithmetic_card, calculated, published, unscrambled

__all__ = ["NOT_SCORED", "TASKS", "USES"]

USES = (
    "Semantic search",
    "Chat",
    "Customer service",
    "Generation",
    "Productivity",
    "Comprehension",
    "Translation",
)
"""The seven uses of the announcement of June 2020."""

NOT_SCORED = {
    "Chat": "A conversation has no right answer that could be compared: what is good is for people to judge, turn by turn.",
    "Generation": "A story has no right answer: any score of free text by rule would measure the rule, so none is given.",
}
"""Uses without a figure, and why."""

_PART = "The published figures: rows and layout are not the published ones to the letter, and only a part is measured."
_OPTIONS = "Reading the options: they are not shown together, each is scored by itself as the answer."
_OURS = (
    "Other text: the items were written by a language model for this project, few and in one style, and say nothing of "
    "how a model does elsewhere."
)
_EXACT = "An answer that is right in other words: it counts as wrong where answers are compared by the letter."


def _choice(name: str, title: str, use: str, question: str, layout: tuple[str, str, str] | None = None) -> Ready:
    asked, cue, joint = layout or ("Question: {question}", "Answer: {answer}", "\n")
    return Ready(
        name,
        f"{title}, subset",
        use,
        question,
        published(name),
        partial(card_of, name),
        name,
        asked,
        cue,
        joint,
        options="options",
        together="passage" if "{passage}" in asked else None,
        limits=(CONTAMINATION, _PART, _OPTIONS),
    )


def _written(
    name: str, use: str, question: str, asked: str, cue: str, shots: int, measure: str = "exact match", source: str = ""
) -> Ready:
    source = source or name
    return Ready(
        name,
        name.replace("-", " ").capitalize(),
        use,
        question,
        published(source),
        partial(card_of, source),
        source,
        asked,
        cue,
        shots=shots,
        measure=measure,
        to_the_letter=name == "commands",
        together="rules" if name == "service-questions" else None,
        limits=(_OURS, _EXACT),
    )


def _other_text(name: str, source: str, question: str, columns: tuple[str, str], use: str, shots: int) -> Ready:
    given, wanted = columns
    cues = {"text": "Text: {text}", "english": "English: {english}"}
    answers = {"summary": "Summary: {summary}", "french": "French: {french}"}
    rows = among(published(source), wanted, within=source == "translation-en-fr")
    return Ready(
        name,
        name.replace("-", " ").capitalize() + (", subset" if source == "xsum" else ""),
        use,
        question,
        rows,
        partial(card_of, source),
        source,
        cues[given],
        answers[wanted],
        options="options",
        shots=shots,
        limits=(
            CONTAMINATION if source == "xsum" else _OURS,
            "Writing: the model picks the right text among four, where the other three belong to other items; picking is "
            "much easier than writing.",
        ),
    )


def _sums(kind: str) -> Ready:
    return Ready(
        f"arithmetic-{kind}",
        f"Arithmetic {kind}",
        "Arithmetic",
        "Does the model write the right number?",
        calculated(kind),
        arithmetic_card,
        None,
        "Q: {question}",
        "A: {answer}",
        shots=8,
        measure="exact match",
        settings={"max_tokens": 12},
        published=_PAPER.get(kind),
        to_the_letter=True,
        limits=("Calculating in steps: the model writes the number at once.",),
    )


_PAPER = {"2D+": 1.0, "2D-": 0.989, "3D+": 0.802, "3D-": 0.942, "2Dx": 0.292, "1DC": 0.213}
"""Section 3.9.1 of Brown et al. (2020): 175 billion parameters, 50 examples; five-digit figures stand there as ranges."""


def _letters(kind: str) -> Ready:
    return Ready(
        f"words-{kind}",
        f"Words {kind}",
        "Words",
        "Does the model put the letters of a word together again?",
        unscrambled(kind),
        partial(card_of, "words"),
        "words",
        "Letters: {question}",
        "Word: {answer}",
        shots=8,
        measure="exact match",
        settings={"max_tokens": 12},
        limits=("Spelling as people know it: the model sees tokens of several letters, not letters.",),
    )


def _sentiment(name: str, title: str, asked: str, shots: int, limit: str) -> Ready:
    return Ready(
        name,
        title,
        "Comprehension",
        "Does the model tell whether a text is positive or negative?",
        published(name),
        partial(card_of, name),
        name,
        asked,
        "Sentiment: {label}",
        labels=("positive", "negative"),
        shots=shots,
        choose="balanced",
        limits=(limit,),
    )


_ALL = (
    _choice("piqa", "PIQA", "Common sense", "Does the model know how everyday things are done?"),
    _choice("commonsense-qa", "CommonsenseQA", "Common sense", "Does the model know what is usual?"),
    _choice(
        "siqa",
        "Social IQa",
        "Common sense",
        "Does the model know why people do things and what follows?",
        ("Q: {passage} {question}", "A: {answer}", "\n"),
    ),
    _choice(
        "openbook-qa",
        "OpenBookQA",
        "Knowledge",
        "Does the model know facts of primary-school science?",
        ("{question}", " {answer}", ""),
    ),
    _choice("mmlu", "MMLU", "Knowledge", "Does the model answer questions of school and university exams?"),
    Ready(
        "nq-open",
        "Natural Questions, subset",
        "Knowledge",
        "Does the model write the answer to what people have asked a search engine?",
        published("nq-open"),
        partial(card_of, "nq-open"),
        "nq-open",
        "Q: {question}?",
        "A: {answer}",
        shots=8,
        measure="exact match",
        limits=(CONTAMINATION, _PART, _EXACT),
    ),
    _choice(
        "logiqa",
        "LogiQA",
        "Reasoning",
        "Does the model draw the right conclusion from a text?",
        ("Passage: {passage}\nQuestion: {question}", "Answer: {answer}", "\n"),
    ),
    Ready(
        "asdiv",
        "ASDiv, subset",
        "Arithmetic",
        "Does the model solve a word problem?",
        published("asdiv", lambda row: row["number"] is not None),
        partial(card_of, "asdiv"),
        "asdiv",
        "Q: {passage} {question}",
        "A: {number}",
        shots=4,
        measure="exact match",
        settings={"max_tokens": 12},
        to_the_letter=True,
        together="passage",
        limits=(CONTAMINATION, _PART, "Problems whose answer is not one number: they are left out."),
    ),
    *(_sums(kind) for kind in ARITHMETIC),
    *(_letters(kind) for kind in SCRAMBLES),
    Ready(
        "boolq",
        "BoolQ, subset",
        "Comprehension",
        "Does the model answer a yes-or-no question about a passage?",
        published("boolq"),
        partial(card_of, "boolq"),
        "boolq",
        "{passage}\nQuestion: {question}?",
        "Answer: {answer}",
        labels=("no", "yes"),
        choose="balanced",
        together="passage",
        limits=(CONTAMINATION, _PART),
    ),
    _sentiment("sentiment-sentences", "Sentiment of sentences", "Text: {text}", 8, _OURS),
    _sentiment("imdb", "Sentiment of film reviews, subset", "Review: {text}", 0, CONTAMINATION),
    _other_text(
        "summaries",
        "summaries",
        "Does the model tell which summary belongs to a text?",
        ("text", "summary"),
        "Comprehension",
        0,
    ),
    _other_text(
        "xsum",
        "xsum",
        "Does the model tell which summary belongs to a news article?",
        ("text", "summary"),
        "Comprehension",
        0,
    ),
    _written(
        "service-questions",
        "Customer service",
        "Does the model answer a customer from the shop's rules?",
        "Rules: {rules}\nQuestion: {question}",
        "Answer: {answer}",
        3,
    ),
    _written(
        "tables",
        "Productivity",
        "Does the model fill the row of a table from a sentence?",
        "Sentence: {text}",
        "Row: {row}",
        4,
    ),
    _written(
        "commands",
        "Productivity",
        "Does the model write the command that does a task?",
        "Task: {task}",
        "Command: {command}",
        8,
    ),
    _written(
        "translation",
        "Translation",
        "Does the model translate a sentence into French?",
        "English: {english}",
        "French: {french}",
        8,
        "token F1",
        "translation-en-fr",
    ),
    _other_text(
        "translation-choice",
        "translation-en-fr",
        "Does the model tell which French sentence translates an English one?",
        ("english", "french"),
        "Translation",
        8,
    ),
    Ready(
        "search",
        "Semantic search",
        "Semantic search",
        "Does the model find the passage that a query belongs to?",
        published("search-topics"),
        partial(card_of, "search-topics"),
        "search-topics",
        measure="accuracy at 1",
        limits=(_OURS, "Search in many documents: there are twelve, on topics that lie far apart."),
    ),
)

TASKS = {ready.name: ready for ready in _ALL}
"""The ready tasks by name, in the order in which a map shows them."""
