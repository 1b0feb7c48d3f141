"""Plots as bars: where each lies. The template writes them as SVG; words around them are HTML, so that they scale."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 600.0, 160.0  # units of the drawing
GAP = 0.18  # of a bar's place


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of what is counted: a value for each label, none where nothing is known. `tone` is its colour's name."""

    label: str
    tone: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle, with what it says when it is pointed at."""

    x: float
    y: float
    width: float
    height: float
    tone: str
    said: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing with its words. `top` is the value at its upper edge, `said` the whole in a sentence."""

    id: str
    title: str
    said: str
    bars: Sequence[Bar]
    series: Sequence[Series]
    labels: Sequence[str]
    top: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return not self.bars


def stacked(
    name: str, title: str, said: str, labels: Sequence[str], series: Sequence[Series], *, unit: str = "", top: float = 0
) -> Plot:
    """Bars side by side, the series of each on top of one another. `top` is the upper edge; 0: the tallest bar."""
    sums = [sum(each.values[place] or 0 for each in series) for place in range(len(labels))]
    highest = top or max(sums, default=0)
    bars = []
    for place, label in enumerate(labels):
        base = HEIGHT
        for each in series:
            value = each.values[place]
            if value is None or value <= 0 or not highest:
                continue
            height = HEIGHT * value / highest
            base -= height
            words = f"{label} : {written(value)}{unit} {each.label}"
            bars.append(_bar(place, len(labels), base, height, each.tone, words))
    return Plot(name, title, said, tuple(bars), tuple(series), tuple(labels), f"{written(highest)}{unit}")


def written(value: float) -> str:
    """A number as French writes it: no more than one figure after the comma."""
    return f"{value:.1f}".rstrip("0").rstrip(".").replace(".", ",")


def _bar(place: int, places: int, top: float, height: float, tone: str, said: str) -> Bar:
    step = WIDTH / places
    return Bar(
        round(step * (place + GAP / 2), 2), round(top, 2), round(step * (1 - GAP), 2), round(height, 2), tone, said
    )
