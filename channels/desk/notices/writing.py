"""Writing a notice: the form, the draft that it makes, and changing a draft; nothing leaves by it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response
from starlette.status import HTTP_409_CONFLICT

from booking.tables import Guardian
from channels.desk.house import Desk
from channels.desk.notices.asked import CHOICES, LIST, LONGEST, TEXT, Draft, draft_in, typed_in, typed_of
from channels.desk.notices.held import held_notice, notice_of, why_no_draft
from channels.desk.notices.words import WHO, audience_in_words
from channels.desk.visit import Done, Visit
from channels.notices.tables import Notice
from channels.web.errors import FieldError
from channels.web.french import language_name
from messages.wording.catalogue import LANGUAGES

EARLIER_SHOWN = 20  # notices whose readers can be left out
MOST_LANGUAGES = 12


async def show_form(desk: Desk, visit: Visit) -> Response:
    """The form of a new notice; its audience may stand in the address."""
    return await _form(desk, visit, typed_in(visit.fields, await _languages(visit.db)))


async def show_draft(desk: Desk, visit: Visit) -> Response | Done:
    """The form of a draft."""
    notice = await notice_of(visit)
    if (sent := await why_no_draft(desk, visit, notice)) is not None:
        return sent
    return await _form(desk, visit, typed_of(desk, notice, await _languages(visit.db)), notice=notice)


async def take_draft(desk: Desk, visit: Visit) -> Response | Done:
    """Keep a new draft, and show what it would mean."""
    languages = await _languages(visit.db)
    try:
        draft = await _draft(desk, visit, languages)
    except FieldError as wrong:
        return await _form(desk, visit, typed_in(visit.fields, languages), wrong=wrong)
    notice = Notice()
    draft.write_on(notice, visit)
    visit.db.add(notice)
    await visit.db.flush()
    return Done(f"{LIST}/{notice.id}", "")


async def take_change(desk: Desk, visit: Visit) -> Response | Done:
    """Change a draft. Whoever began before another one changed it is shown both, and loses nothing."""
    notice, languages = await held_notice(visit), await _languages(visit.db)
    typed = typed_in(visit.fields, languages)
    if (sent := await why_no_draft(desk, visit, notice)) is not None:
        return sent
    if visit.fields.get("was", "") != str(notice.version):
        at = f"{desk.local(notice.changed_at):%H:%M}"
        note = f"{notice.changed_by} a changé cet avis à {at}. Votre texte est encore là : gardez-le, ou abandonnez-le."
        return await _form(desk, visit, typed, notice=notice, note=note)
    try:
        draft = await _draft(desk, visit, languages)
    except FieldError as wrong:
        return await _form(desk, visit, typed, notice=notice, wrong=wrong)
    draft.write_on(notice, visit)
    notice.version += 1
    await visit.db.flush()
    return Done(f"{LIST}/{notice.id}", "")


async def _draft(desk: Desk, visit: Visit, languages: Sequence[str]) -> Draft:
    """What the fields ask for. Raises FieldError."""
    draft = draft_in(desk, visit, languages)
    if draft.without is not None:
        earlier = await visit.db.get(Notice, draft.without)
        if earlier is None or earlier.act_id is None:
            raise FieldError("sauf", "Cet avis n'a pas été envoyé : choisissez-en un autre.")
    return draft


async def _form(
    desk: Desk,
    visit: Visit,
    typed: Mapping[str, str],
    *,
    notice: Notice | None = None,
    wrong: FieldError | None = None,
    note: str = "",
) -> Response:
    status = HTTP_409_CONFLICT if note else 200
    codes = [name.removeprefix(TEXT) for name in typed if name.startswith(TEXT)]
    earlier = await _earlier(visit.db)
    return desk.page(
        visit,
        "notices/form.html",
        status=status if wrong is None else wrong.status,
        typed=typed,
        notice=notice,
        note=note,
        problems=dict.fromkeys([*typed, *CHOICES], "") | ({} if wrong is None else {wrong.field: str(wrong)}),
        languages=[(code, language_name(code)) for code in codes],
        who=WHO,
        classes=list(dict.fromkeys(name for site in desk.town.sites for name in site.classes)),
        earlier=[(each.id, audience_in_words(desk.town, each), each.text_for("fr")) for each in earlier],
        longest=LONGEST,
    )


async def _languages(db: AsyncSession) -> Sequence[str]:
    """French, what the bot speaks besides, and what is read by any guardian."""
    read = select(Guardian.language).where(Guardian.withdrawn_at.is_(None)).distinct().order_by(Guardian.language)
    return list(dict.fromkeys([*LANGUAGES, *await db.scalars(read)]))[:MOST_LANGUAGES]


async def _earlier(db: AsyncSession) -> Sequence[Notice]:
    sent = select(Notice).where(Notice.act_id.is_not(None)).order_by(Notice.id.desc()).limit(EARLIER_SHOWN)
    return (await db.scalars(sent)).all()
