"""Phones and preferences: the language, the reminders, the calendar's address, the browsers that are let in."""

from sqlalchemy import select
from starlette.responses import Response

from booking.households import set_language
from booking.rules.reminding import ReminderChoice
from booking.tables import Family, Guardian
from channels.portal.browsers import close_browsers, open_browsers
from channels.portal.feeds import feed_path, renew_feed
from channels.portal.pages.place import Visit
from channels.web.errors import FieldError, NotFoundError
from channels.web.french import phone
from messages.wording.catalogue import LANGUAGES

NAMES = {"fr": "français", "en": "English"}
PATH = "/preferences"


async def show_preferences(visit: Visit) -> Response:
    """The page of what a guardian may choose."""
    guardians = select(Guardian).where(Guardian.family_id == visit.visitor.family_id, Guardian.withdrawn_at.is_(None))
    everybody = (await visit.db.scalars(guardians.order_by(Guardian.id))).all()
    family = await visit.db.get_one(Family, visit.visitor.family_id)
    me = next(guardian for guardian in everybody if guardian.id == visit.visitor.guardian_id)
    feed = await feed_path(visit.db, visit.place.seals, me.id)
    return visit.page(
        "preferences.html",
        me=me,
        others=[guardian for guardian in everybody if guardian.id != me.id],
        family=family,
        languages={code: NAMES[code] for code in LANGUAGES},
        choices=list(ReminderChoice),
        browsers=await open_browsers(visit.db, me.id, now=visit.arrived),
        feed=None if feed is None else f"{visit.place.address or ''}{feed}",
        office=phone(visit.town.office.phone),
        saved="fait" in visit.fields,
    )


async def save_preferences(visit: Visit) -> Response:
    """Keep the language and the reminders that were chosen."""
    me = await visit.db.get_one(Guardian, visit.visitor.guardian_id)
    language, reminders = visit.fields.get("language", ""), visit.fields.get("reminders", "")
    if language not in LANGUAGES:
        raise FieldError("language", str(visit.words.say("page-stale")))
    await set_language(visit.db, me.id, language)
    me.reminders = _choice(visit, reminders)
    await visit.db.flush()
    return visit.lead(f"{PATH}?fait=1")


async def renew_calendar(visit: Visit) -> Response:
    """Give the calendar another secret address; whoever has the old one sees nothing any more."""
    await renew_feed(visit.db, visit.place.seals, visit.visitor.guardian_id)
    return visit.lead(f"{PATH}#agenda")


async def close_browser(visit: Visit) -> Response:
    """Close one of one's own browsers, or all of them."""
    which = visit.fields.get("browser", "")
    only = None if which == "all" else visit.fields.number("browser")
    if only is not None:
        mine = {browser.id for browser in await open_browsers(visit.db, visit.visitor.guardian_id, now=visit.arrived)}
        if only not in mine:
            raise NotFoundError(str(visit.words.say("page-stale")))
    await close_browsers(visit.db, visit.visitor.guardian_id, now=visit.arrived, only=only)
    return visit.lead(PATH if only not in (None, visit.visitor.browser_id) else "")


def _choice(visit: Visit, written: str) -> ReminderChoice | None:
    if not written:
        return None
    try:
        return ReminderChoice(written)
    except ValueError:
        raise FieldError("reminders", str(visit.words.say("page-stale"))) from None
