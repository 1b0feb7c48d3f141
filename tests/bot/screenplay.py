"""Screenplays: conversations written down (see `bot.transcript`). `tests.bot.stage` performs them.

Claire> text            Claire texts
Claire> [2]             she answers a question: texts "2", or presses the second button
Claire> (photo)         she sends something that is no text
Claire< words           what she hears by every channel; `Claire<sms`, `Claire<telegram` where they differ
at 2026-11-24T18:00     the clock moves on
full SERVICE SITE DAY   the session has no place left; `places N SERVICE SITE DAY`: N places more than are taken
close SERVICE SITE DAY WHY, reopen, grant, deny, withdraw NAME      what staff do
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot import transcript
from channels.transport import Channel

FOLDER = Path(__file__).parent / "screenplays"
FORMS = (Channel.SMS, Channel.TELEGRAM)
BOTH = ""


class ScreenplayError(Exception):
    """A screenplay cannot be read; the words name file and line."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens, and what each person hears of it, by form."""

    line: str
    heard: tuple[tuple[str, str, str], ...] = ()  # name, form, words

    def hears(self, form: Channel) -> Mapping[str, str]:
        """What each person hears by that channel."""
        lines: dict[str, list[str]] = {}
        for name, written, words in self.heard:
            if written in {BOTH, form}:
                lines.setdefault(name, []).append(words)
        return {name: "\n".join(words) for name, words in lines.items()}


@dataclass(frozen=True, slots=True)
class Screenplay:
    """A family's story: the clock (local), the cast with their numbers, what happens, what is booked after."""

    title: str
    starts_at: datetime
    cast: Mapping[str, str]
    steps: tuple[Step, ...]
    booked: tuple[str, ...]

    def is_written_for(self, form: Channel) -> bool:
        """Whether it says what is heard by that channel; a transcript knows its own alone."""
        return any(written in {BOTH, form} for step in self.steps for _, written, _ in step.heard)


def screenplays() -> list[Path]:
    """All that there are."""
    return sorted(FOLDER.rglob("*.txt"))


def read(path: Path) -> Screenplay:
    """The screenplay in that file. Raises ScreenplayError."""
    head, _, rest = path.read_text("utf-8").partition("\n\n")
    played, _, after = rest.rpartition("\nbooked")
    title, clock, *people = head.splitlines()
    cast = dict(line.rsplit(" ", 1) for line in people)
    if not title.startswith("# ") or not clock.startswith("clock "):
        raise ScreenplayError(f"{path}: a title (# …), a clock (clock 2026-11-23T09:00), then the cast")
    return Screenplay(
        title=title.removeprefix("# "),
        starts_at=datetime.fromisoformat(clock.removeprefix("clock ")),
        cast=cast,
        steps=tuple(_steps(played, cast)),
        booked=tuple(line for line in after.splitlines() if line),
    )


def _steps(played: str, cast: Mapping[str, str]) -> list[Step]:
    steps: list[Step] = []
    for line in filter(None, played.splitlines()):
        reply = _reply(line, cast)
        if reply is None:
            steps.append(Step(line))
        else:
            steps[-1] = replace(steps[-1], heard=(*steps[-1].heard, reply))
    return steps


def _reply(line: str, cast: Mapping[str, str]) -> tuple[str, str, str] | None:
    for name in cast:
        if line.startswith(f"{name}<"):
            form, _, words = line.removeprefix(f"{name}<").partition(" ")
            return name, form, words
    return None


def written(play: Screenplay, heard: Sequence[Mapping[Channel, Mapping[str, str]]], booked: Sequence[str]) -> str:
    """The screenplay with what was heard, step by step, and what is booked after."""
    lines = transcript.opening(play.title, play.starts_at, play.cast.items())
    for step, by_form in zip(play.steps, heard, strict=True):
        lines.append(step.line)
        for name in play.cast:
            lines += _lines_for(name, {form: hears[name] for form, hears in by_form.items() if name in hears})
    return "\n".join([*lines, "", "booked", *booked, ""])


def _lines_for(name: str, by_form: Mapping[Channel, str]) -> list[str]:
    if len(by_form) == len(FORMS) and len(set(by_form.values())) == 1:
        return transcript.heard(name, BOTH, list(by_form.values())[:1])
    return [line for form, words in by_form.items() for line in transcript.heard(name, form, [words])]
