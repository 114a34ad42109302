"""What a probe says where the truth is planted: the two-sided self-test of a measure; it measures no language model."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.errors import WorkbenchError
from workbench.records import Estimate, Model, Probe

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Check", "Planted", "self_test"]

_CLOSE = 1e-9


@dataclass(frozen=True)
class Planted:
    """A probe with models of which it is known what the probe must say.

    Attributes
    ----------
    probe : Probe
    model : callable
        Takes a planted truth and returns the model: ``"most"`` (the effect everywhere, at its largest; signed:
        always the stereotyped side), ``"least"`` (signed and unsigned: the other side everywhere; one-sided: none at
        all), ``"random"`` (no preference, drawn with a fixed seed), ``"mixed"`` (about three quarters of "most"),
        ``"nothing"`` (no answer that could be read), ``"half"`` (as "most", with every second item unreadable).
    low, high : float
        The ends of the primary figure's scale.
    swapped : Probe, optional
        The same probe with the two sides exchanged in the data; needed where the scale is signed or unsigned.
    doubled : Probe, optional
        The same probe with every item twice.
    """

    probe: Probe
    model: Callable[[str], Model]
    low: float
    high: float
    swapped: Probe | None = None
    doubled: Probe | None = None


@dataclass(frozen=True)
class Check:
    """One claim of a self-test: what was planted, what must be seen, what was seen."""

    planted: str
    expected: str
    seen: str
    holds: bool


def self_test(planted: Planted) -> "pd.DataFrame":
    """Return the two-sided self-test of a probe, by its scale.

    Signed: planted one way it gives one end of the scale, planted the other way the other end, at random it leaves
    the neutral value inside the interval, and exchanged sides flip the sign of value minus neutral. Unsigned: both
    planted extremes leave neutral equally far, exchanged sides change nothing. One-sided: nothing planted gives the
    minimum, everything the maximum. All: where nothing can be read there is no answer (never 0), unreadable items change no
    figure, and items listed twice do not narrow the interval.

    Parameters
    ----------
    planted : Planted

    Returns
    -------
    pandas.DataFrame
        ``planted``, ``expected``, ``seen``, ``holds``: one row a check.

    Examples
    --------
    >>> import workbench as wb
    >>> rows = [{"more": f"old {place}", "less": f"young {place}"} for place in range(40)]
    >>> probe = wb.probes.sentence_pairs(rows)
    >>> swapped = wb.probes.sentence_pairs([{"more": row["less"], "less": row["more"]} for row in rows])
    >>> def model(truth):
    ...     def likes(text):
    ...         place = int(text.split()[1])
    ...         nothing = truth == "nothing" or (truth == "half" and place % 2)
    ...         old = {"least": False, "random": place % 2 == 0, "mixed": place % 4 > 0}.get(truth, True)
    ...         return float("nan") if nothing else -1.0 - (text.startswith("old") != old)
    ...     return wb.ScriptedModel(score=lambda context, text: likes(text))
    >>> bool(self_test(Planted(probe, model, 0.0, 1.0, swapped))["holds"].all())
    True
    """
    import pandas as pd

    return pd.DataFrame([check.__dict__ for check in _checks(planted)])


def _checks(planted: Planted) -> list[Check]:
    found = [*_ends(planted), _nothing(planted), _half(planted)]
    if planted.probe.neutral is not None and planted.probe.scale != "one-sided":
        found.append(_random(planted))
    if planted.swapped is not None:
        found.append(_swap(planted, planted.swapped))
    if planted.doubled is not None:
        found.append(_double(planted, planted.doubled))
    return found


def _primary(probe: Probe, model: Model) -> Estimate:
    measure = probe.primary[0].measure
    return next(one for one in probe.run(model).estimates() if one.measure == measure)


def _ends(planted: Planted) -> list[Check]:
    most, least = (_primary(planted.probe, planted.model(truth)).value for truth in ("most", "least"))
    if planted.probe.scale != "unsigned":
        pairs = (("the effect everywhere", planted.high, most), ("the other way everywhere", planted.low, least))
        return [_equal(truth, end, value) for truth, end, value in pairs]
    neutral = planted.probe.neutral or 0.0
    away = [None if value is None else abs(value - neutral) for value in (most, least)]
    same = None not in away and math.isclose(away[0] or 0.0, away[1] or 0.0, abs_tol=_CLOSE) and (away[0] or 0) > 0
    return [
        Check("both extremes", "equally far from neutral, not at it", f"{_told(away[0])} and {_told(away[1])}", same)
    ]


def _equal(truth: str, expected: float, value: float | None) -> Check:
    holds = value is not None and math.isclose(value, expected, abs_tol=_CLOSE)
    return Check(truth, f"{expected:g}", _told(value), holds)


def _random(planted: Planted) -> Check:
    found, neutral = _primary(planted.probe, planted.model("random")), planted.probe.neutral or 0.0
    inside = found.low is not None and found.high is not None and found.low <= neutral <= found.high
    return Check("no preference, at random", f"{neutral:g} inside the interval", str(found), inside)


def _nothing(planted: Planted) -> Check:
    expected = "no answer, and every item counted apart"
    try:
        result = planted.probe.run(planted.model("nothing"))
        values = {one.measure: one.value for one in result.estimates()}
        counts = result.counts()
    except WorkbenchError as error:
        return Check("nothing readable", expected, f"an error: {error}", False)
    apart = counts["unscored"] + counts["unparsed"] + counts["refused"] + counts["ties"]
    silent = values[planted.probe.primary[0].measure] is None
    said = "; ".join(f"{name}: {_told(value)}" for name, value in values.items())
    return Check("nothing readable", expected, f"{said}; {apart} of {counts['items']} apart", silent and apart > 0)


def _half(planted: Planted) -> Check:
    whole, half = (_primary(planted.probe, planted.model(truth)) for truth in ("most", "half"))
    holds = half.value is not None and half.value == whole.value and half.n < whole.n
    return Check("every second item unreadable", f"{_told(whole.value)} of fewer than {whole.n}", f"{half}", holds)


def _swap(planted: Planted, swapped: Probe) -> Check:
    neutral = planted.probe.neutral or 0.0
    one, two = (_primary(probe, planted.model("mixed")).value for probe in (planted.probe, swapped))
    if one is None or two is None:
        return Check("sides exchanged", "an answer", f"{_told(one)} and {_told(two)}", False)
    sign = 1.0 if planted.probe.scale == "unsigned" else -1.0
    holds = math.isclose(two - neutral, sign * (one - neutral), abs_tol=_CLOSE) and one != neutral
    expected = f"{neutral + sign * (one - neutral):g}, and not {neutral:g}"
    return Check("sides exchanged", expected, f"{two:g}", holds)


def _double(planted: Planted, doubled: Probe) -> Check:
    one, two = (_primary(probe, planted.model("mixed")) for probe in (planted.probe, doubled))
    widths: list[Any] = [
        None if found.low is None or found.high is None else found.high - found.low for found in (one, two)
    ]
    holds = None not in widths and widths[1] >= 0.999 * widths[0]
    return Check("every item twice", f"an interval no narrower than {_told(widths[0])}", _told(widths[1]), holds)


def _told(value: float | None) -> str:
    return "no answer" if value is None else f"{value:g}"
