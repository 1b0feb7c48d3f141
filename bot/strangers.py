"""People at an address that stands on no family's file: how they are linked, without giving anything away."""

from sqlalchemy.ext.asyncio import AsyncSession

from booking.families import guardians_by_phone, is_withdrawn
from booking.town import Town
from bot.replies import office_phone
from bot.reply import Reply, say
from channels.inbox import Waiting, leave_to_staff
from channels.tables import ForStaff
from channels.transport import Channel, Kind


async def answer_stranger(db: AsyncSession, town: Town, channel: Channel, address: str, message: Waiting) -> Reply:
    """What somebody is told whom we do not know; a card of their own links a Telegram account.

    Their texts stay in the inbox for staff, who can link the number. Nothing of any file is in the answer: to who was
    a guardian once, either.
    """
    if channel is not Channel.TELEGRAM:
        withdrawn = await is_withdrawn(db, phone=address)
        return await _left_to_staff(db, town, message, withdrawn)
    if message.kind is Kind.OTHERS_CONTACT:
        return Reply(say("not-your-card").messages, ask_contact=True)
    if message.kind is Kind.CONTACT:
        return await _link(db, town, address, message)
    if await is_withdrawn(db, telegram_id=int(address)):
        return await _left_to_staff(db, town, message, withdrawn=True)
    return Reply(say("who-are-you", town=town.name).messages, ask_contact=True)


async def _left_to_staff(db: AsyncSession, town: Town, message: Waiting, withdrawn: bool) -> Reply:
    await leave_to_staff(db, message.id, ForStaff.WITHDRAWN if withdrawn else ForStaff.UNKNOWN_SENDER)
    return say("unknown-number", town=town.name, phone=office_phone(town), who=town.office.decides)


async def _link(db: AsyncSession, town: Town, address: str, message: Waiting) -> Reply:
    phone = message.extra.get("phone", "")
    known = await guardians_by_phone(db, phone)
    if not known:
        return await _left_to_staff(db, town, message, await is_withdrawn(db, phone=phone))
    for guardian in known:
        guardian.telegram_id = int(address)
    await db.flush()
    return say("linked", name=known[0].name)
