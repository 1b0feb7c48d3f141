"""How a guardian stands with us: the channels by which they can be told something, or why not, and how else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from booking.tables import Guardian
from channels.desk.closures.word import FAILURES
from channels.desk.words import CHANNELS
from channels.errors import Failure
from channels.ways import Way
from channels.web.french import PHRASES, phone

NOBODY_ANSWERS = frozenset({Failure.NOT_A_NUMBER})  # refusals that say that no call arrives there either
BY_LETTER = "par courrier"


@dataclass(frozen=True, slots=True)
class Standing:
    """`by` are the channels by which they can be told something unasked, the best first, `obstacles` what stands in
    the way of the others, `otherwise` how else they can be reached; all in French."""

    guardian: Guardian
    by: tuple[str, ...]
    obstacles: tuple[str, ...]
    otherwise: tuple[str, ...]

    @property
    def is_reached(self) -> bool:
        """Whether a message can be sent to them at all."""
        return bool(self.by)


def standings(
    guardians: Sequence[Guardian], ways: Mapping[int, Sequence[Way]], zone: ZoneInfo
) -> Mapping[int, Standing]:
    """How the guardians of one family stand, by their numbers; those who have no say any more are left out."""
    with_a_say = [guardian for guardian in guardians if guardian.withdrawn_at is None]
    open_to = {each.id: tuple(_name(way) for way in ways[each.id] if way.is_open) for each in with_a_say}
    return {
        guardian.id: Standing(
            guardian,
            open_to[guardian.id],
            tuple(_obstacle(way, zone) for way in ways[guardian.id] if not way.is_open) or _without(ways[guardian.id]),
            () if open_to[guardian.id] else _otherwise(guardian, with_a_say, ways[guardian.id], open_to),
        )
        for guardian in with_a_say
    }


def _otherwise(
    guardian: Guardian, family: Sequence[Guardian], ways: Sequence[Way], open_to: Mapping[int, tuple[str, ...]]
) -> tuple[str, ...]:
    """By a call where somebody may answer, through another guardian of the file, or else by letter."""
    can_be_called = guardian.phone is not None and not any(
        way.address == guardian.phone and way.refused in NOBODY_ANSWERS for way in ways
    )
    call = (f"par téléphone, {phone(guardian.phone)}",) if can_be_called and guardian.phone is not None else ()
    others = tuple(f"{each.name}, par {open_to[each.id][0]}" for each in family if open_to[each.id])
    return (*call, *others) or (BY_LETTER,)


def _obstacle(way: Way, zone: ZoneInfo) -> str:
    if way.refused is not None:
        return f"{_name(way)} : {FAILURES[way.refused]}"
    if way.opted_out_since is None:
        raise ValueError("nothing stands in this way")
    day = PHRASES.day(way.opted_out_since.astimezone(zone).date())
    return f"{_name(way)} : ne veut que des réponses (STOP) depuis le {day}"


def _without(ways: Sequence[Way]) -> tuple[str, ...]:
    return () if ways else ("ni téléphone ni Telegram au dossier",)


def _name(way: Way) -> str:
    return CHANNELS.get(way.channel, way.channel.value)
