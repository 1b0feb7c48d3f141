"""What a notice would mean, before anybody sends it: how many people, by which channel, at what cost."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from channels.notices.choosing import Chosen
from channels.notices.looks import Look, look_of
from channels.notices.sending import addressees, words_for
from channels.notices.tables import FIRST_LANGUAGE, Notice
from channels.terms import NO_LIMIT, Terms
from channels.transport import Channel
from messages.wording.segments import segments


@dataclass(frozen=True, slots=True)
class Estimate:
    """So many people, so many of them by each channel, the others unreachable; and what the text messages cost.

    `euros` is none where no price was set, `lasts` where the sender has no rate.
    """

    people: int
    by_channel: Mapping[Channel, int]
    unreachable: int
    segments: int
    euros: Decimal | None
    lasts: timedelta | None
    looks: Sequence[Look]


def estimate(notice: Notice, people: Sequence[Chosen], terms: Mapping[Channel, Terms]) -> Estimate:
    """What sending it to these people would mean."""
    by_channel = Counter(each.address[0] for each in people if each.address is not None)
    cost = _segments(notice, people)
    of_texts = terms.get(Channel.SMS, NO_LIMIT)
    return Estimate(
        people=len(people),
        by_channel={channel: by_channel[channel] for channel in Channel if by_channel[channel]},
        unreachable=len(people) - by_channel.total(),
        segments=cost,
        euros=None if of_texts.price is None else of_texts.price * cost,
        lasts=None if of_texts.per_second is None else timedelta(seconds=cost / of_texts.per_second),
        looks=_looks(notice, people),
    )


def _segments(notice: Notice, people: Sequence[Chosen]) -> int:
    texts = Counter(
        words_for(notice, each, channel) for (channel, _), each in addressees(people).items() if channel.costs_segments
    )
    return sum(segments(text) * number for text, number in texts.items())


def _looks(notice: Notice, people: Sequence[Chosen]) -> Sequence[Look]:
    """French first, then the others as they were written."""
    readers = Counter(each.language if each.language in notice.texts else FIRST_LANGUAGE for each in people)
    in_order = sorted(notice.texts, key=lambda language: (language != FIRST_LANGUAGE, language))
    return [look_of(language, notice.texts[language], readers[language]) for language in in_order]
