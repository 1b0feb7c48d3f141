"""What an update of Telegram means, without Telegram: every kind, and everything that is none."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.telegram import UpdateError, incoming
from channels.transport import Channel, Incoming, Kind

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CAMILLE = 5_000_000_001
ALEX = 5_000_000_002

Json = Mapping[str, object]


def message(
    content: Json | None = None, *, chat_type: str = "private", at: datetime = NINE, **more: object
) -> dict[str, object]:
    return {
        "message_id": 41,
        "date": int(at.timestamp()),
        "from": {"id": CAMILLE, "is_bot": False, "first_name": "Camille"},
        "chat": {"id": CAMILLE, "type": chat_type},
        **(content or {}),
        **more,
    }


def update(kind: str, event: object) -> dict[str, object]:
    return {"update_id": 870_000_001, kind: event}


def heard(kind: str, event: object) -> Incoming:
    result = incoming(update(kind, event), NINE)
    assert result is not None
    return result


def test_a_message_is_whole() -> None:
    assert heard("message", message(text="cantine lundi")) == Incoming(
        channel=Channel.TELEGRAM,
        provider_id="870000001",
        sender=str(CAMILLE),
        text="cantine lundi",
        received_at=NINE,
        kind=Kind.TEXT,
    )


@pytest.mark.parametrize(
    ("written", "kind", "text"),
    [
        pytest.param("/start", Kind.START, "", id="the first word of every chat"),
        pytest.param("/start K7-m2_Q", Kind.START, "K7-m2_Q", id="a link with a code"),
        pytest.param("/start@AlloCantineBot K7", Kind.START, "K7", id="the same, with the bot's name"),
        pytest.param("/START K7", Kind.START, "K7", id="the same, shouted"),
        pytest.param("/aide", Kind.TEXT, "aide", id="another command is its word"),
        pytest.param("/annule@AlloCantineBot lundi", Kind.TEXT, "annule lundi", id="with what follows"),
        pytest.param("/", Kind.TEXT, "/", id="a stroke alone"),
        pytest.param("24/11", Kind.TEXT, "24/11", id="a date is no command"),
        pytest.param("/réserver lundi", Kind.TEXT, "/réserver lundi", id="commands have no accents"),
        pytest.param("lundi\nmardi", Kind.TEXT, "lundi\nmardi", id="two lines"),
        pytest.param("", Kind.TEXT, "", id="nothing"),
        pytest.param("🍎" * 100, Kind.TEXT, "🍎" * 100, id="pictures made of characters"),
        pytest.param("can\x00tine \ud83c", Kind.TEXT, "cantine ?", id="what no database holds is left out"),
    ],
)
def test_words_are_read_as_they_are_meant(written: str, kind: Kind, text: str) -> None:
    result = heard("message", message(text=written))

    assert (result.kind, result.text) == (kind, text)


CARD: Json = {"phone_number": "33639980001", "first_name": "Camille", "user_id": CAMILLE}


class TestContact:
    @pytest.mark.parametrize(
        ("written", "phone"),
        [
            ("33639980001", "+33639980001"),
            ("+33639980001", "+33639980001"),
            ("+33 6 39 98 00 01", "+33639980001"),
            ("0033639980001", "+33639980001"),
            ("0639980001", "+33639980001"),
            ("+262692123456", "+262692123456"),
            ("+88812345678", "+88812345678"),
            ("999", "+999"),
            ("", "+"),
        ],
    )
    def test_of_ones_own_gives_the_number(self, written: str, phone: str) -> None:
        result = heard("message", message(contact={**CARD, "phone_number": written}))

        assert (result.kind, result.phone) == (Kind.CONTACT, phone)

    @pytest.mark.parametrize(
        ("card", "passed_on"),
        [
            pytest.param({"user_id": ALEX}, {}, id="the other parent's"),
            pytest.param({"user_id": None}, {}, id="somebody without Telegram"),
            pytest.param({"user_id": str(CAMILLE)}, {}, id="an id that is not a number"),
            pytest.param({}, {"forward_origin": {"type": "user"}}, id="one's own, forwarded"),
            pytest.param({}, {"forward_date": 1}, id="one's own, forwarded in the old way"),
        ],
    )
    def test_of_another_or_passed_on_gives_none(self, card: Json, passed_on: Json) -> None:
        result = heard("message", message({"contact": {**CARD, **card}, **passed_on}))

        assert (result.kind, result.phone) == (Kind.OTHERS_CONTACT, None)

    def test_without_an_account_gives_none(self) -> None:
        result = heard("message", message(contact={"phone_number": "33639980001", "first_name": "Camille"}))

        assert result.kind is Kind.OTHERS_CONTACT

    def test_from_nobody_gives_none(self) -> None:
        nobodys = {"contact": {"phone_number": "33639980001"}, "from": {"first_name": "Camille"}}

        assert heard("message", message(nobodys)).kind is Kind.OTHERS_CONTACT


BELOW: Json = {"message_id": 77, "date": 1, "chat": {"id": CAMILLE, "type": "private"}}
FROM: Json = {"id": CAMILLE, "is_bot": False, "first_name": "Camille"}


class TestPress:
    def test_gives_the_choice_and_where_it_was_made(self) -> None:
        press = {"id": "4001", "from": FROM, "chat_instance": "1", "data": "answer:17:yes", "message": BELOW}
        result = heard("callback_query", press)

        assert (result.kind, result.text) == (Kind.BUTTON, "answer:17:yes")
        assert (result.pressed, result.message, result.sender) == ("4001", "77", str(CAMILLE))
        assert result.received_at == NINE, "a press has no date; that of the message is older"

    def test_below_a_message_too_old_to_be_shown_counts(self) -> None:
        press = {"id": "4001", "from": FROM, "chat_instance": "1", "data": "yes"}
        result = heard("callback_query", press)

        assert (result.sender, result.message) == (str(CAMILLE), None)

    def test_on_a_game_means_nothing(self) -> None:
        press = {"id": "4001", "from": FROM, "chat_instance": "1", "game_short_name": "x", "message": BELOW}

        assert incoming(update("callback_query", press), NINE) is None


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [{}]},
        {"voice": {}},
        {"video": {}},
        {"video_note": {}},
        {"audio": {}},
        {"document": {}},
        {"animation": {}, "document": {}},
        {"sticker": {}},
        {"location": {}},
        {"venue": {}, "location": {}},
        {"poll": {}},
        {"dice": {}},
    ],
    ids=lambda content: next(iter(content)),
)
def test_what_we_do_not_read_is_told_apart(content: Json) -> None:
    assert heard("message", message(content)).kind is Kind.MEDIA


def test_words_below_a_picture_are_words() -> None:
    result = heard("message", message(photo=[{}], caption="cantine lundi"))

    assert (result.kind, result.text) == (Kind.TEXT, "cantine lundi")


def test_a_changed_text_is_told_apart() -> None:
    result = heard("edited_message", message(text="cantine mardi", edit_date=1))

    assert (result.kind, result.text) == (Kind.EDITED, "cantine mardi")


def test_a_reaction_is_nothing_we_read() -> None:
    reaction = {"chat": {"id": CAMILLE, "type": "private"}, "message_id": 1, "date": 1, "new_reaction": []}

    assert heard("message_reaction", reaction).kind is Kind.MEDIA


@pytest.mark.parametrize(
    ("status", "kind"), [("kicked", Kind.BLOCKED), ("member", Kind.UNBLOCKED), ("restricted", None)]
)
def test_who_shuts_the_bot_out_is_known(status: str, kind: Kind | None) -> None:
    change = message(new_chat_member={"status": status}, old_chat_member={"status": "member"})
    result = incoming(update("my_chat_member", change), NINE)

    assert (result and result.kind) == kind


@pytest.mark.parametrize(
    "ignored",
    [
        pytest.param(update("message", message(chat_type="group", text="cantine lundi")), id="a group"),
        pytest.param(update("message", message(chat_type="supergroup", text="cantine lundi")), id="a large group"),
        pytest.param(
            update("my_chat_member", message(chat_type="group", new_chat_member={"status": "member"})), id="a new group"
        ),
        pytest.param(update("channel_post", message(chat_type="channel", text="cantine lundi")), id="a channel"),
        pytest.param(update("inline_query", {"id": "1"}), id="a question from another chat"),
        pytest.param(update("something_of_next_year", {}), id="a kind yet unknown"),
        pytest.param(update("message", message(pinned_message={})), id="a message about the chat"),
        pytest.param(update("edited_message", message(location={})), id="a place that moves"),
        pytest.param({"update_id": 1}, id="nothing"),
    ],
)
def test_what_does_not_concern_us_is_left_out(ignored: Json) -> None:
    assert incoming(ignored, NINE) is None


@pytest.mark.parametrize(
    ("broken", "part"),
    [
        pytest.param({}, "update_id", id="no id"),
        pytest.param({"update_id": "1"}, "update_id", id="an id that is a string"),
        pytest.param({"update_id": True}, "update_id", id="an id that is a truth"),
        pytest.param({"update_id": 2**63}, "update_id", id="an id beyond all ids"),
        pytest.param(update("message", None), "message", id="a message that is null"),
        pytest.param(update("message", {"text": "x"}), "from", id="a message from nowhere"),
        pytest.param(update("message", message(chat="x")), "chat", id="a chat that is a word"),
        pytest.param(update("message", message(chat={"type": "private"})), "id", id="a chat without an id"),
        pytest.param(update("message", message(text=5)), "text", id="a text that is a number"),
        pytest.param(update("message", message(date="now", text="x")), "date", id="a date that is a word"),
        pytest.param(update("message", message(contact=[])), "contact", id="a card that is a list"),
        pytest.param(update("my_chat_member", message()), "new_chat_member", id="a change into nothing"),
    ],
)
def test_a_broken_update_says_what_is_wrong_with_it(broken: Json, part: str) -> None:
    with pytest.raises(UpdateError, match=f"^{part} "):
        incoming(broken, NINE)


class TestHour:
    """A message is judged by the hour at which Telegram took it: an outage of ours makes nobody late."""

    @pytest.mark.parametrize(
        ("taken", "judged"),
        [
            pytest.param(NINE - timedelta(minutes=40), NINE - timedelta(minutes=40), id="before our outage"),
            pytest.param(NINE - timedelta(hours=24), NINE - timedelta(hours=24), id="a day before, just kept"),
            pytest.param(NINE - timedelta(hours=25), NINE, id="longer before than Telegram keeps anything"),
            pytest.param(NINE + timedelta(seconds=5), NINE, id="a clock of Telegram that is ahead of ours"),
        ],
    )
    def test_of_arrival_counts(self, taken: datetime, judged: datetime) -> None:
        assert heard("message", message(at=taken, text="cantine lundi")).received_at == judged

    def test_of_a_demonstration_is_its_own(self) -> None:
        early = update("message", message(at=NINE - timedelta(minutes=40), text="cantine lundi"))
        result = incoming(early, NINE, moved_clock=True)

        assert result is not None
        assert result.received_at == NINE


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
NAMES = st.sampled_from(
    ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction", "chat", "from", "id", "text",
     "date", "type", "data", "contact", "phone_number", "user_id", "new_chat_member", "status", "message_id", "caption"]
)  # fmt: skip
first_characters_are_slow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ANYTHING = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=20)


@first_characters_are_slow
@given(st.dictionaries(NAMES | st.just("update_id"), ANYTHING))
def test_no_update_whatsoever_breaks_us(anything: dict[str, object]) -> None:
    try:
        result = incoming({"update_id": 1} | anything, NINE)
    except UpdateError:
        return
    assert result is None or result.text.encode() is not None


@first_characters_are_slow
@given(st.text(), st.text())
def test_no_card_whatsoever_breaks_us(number: str, name: str) -> None:
    card = {"phone_number": number, "first_name": name, "user_id": CAMILLE}

    assert str(heard("message", message(contact=card)).phone).startswith("+")
