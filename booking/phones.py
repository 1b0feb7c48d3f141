"""Telephone numbers of guardians: written by hand, kept in E.164, put on a file by staff with a line in the journal."""

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import Act, Entry
from booking.errors import PhoneError
from booking.journal import Line, record
from booking.tables import Guardian

LANDLINES = (PhoneNumberType.FIXED_LINE, PhoneNumberType.VOIP, PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE)


def as_e164(written: str) -> str:
    """A number as people in France write it, in E.164. Raises PhoneError in words for whoever wrote it."""
    try:
        number = phonenumbers.parse(written, "FR")
    except phonenumbers.NumberParseException:
        raise PhoneError("Ce n'est pas un numéro. Écrivez par exemple 06 12 34 56 78.") from None
    if not phonenumbers.is_possible_number(number):
        raise PhoneError("Il manque un chiffre, ou il y en a un de trop. Écrivez par exemple 06 12 34 56 78.")
    if phonenumbers.number_type(number) in LANDLINES:
        raise PhoneError("C'est un numéro fixe, qui ne reçoit pas de SMS. Il faut un mobile, en 06 ou 07.")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def masked(phone: str) -> str:
    """A number that can be recognised by whoever knows it, and by nobody else."""
    return f"…{phone[-4:]}"


def written_as(address: str) -> set[str]:
    """The ways in which people write a number that is kept in E.164; what is no number stays as it is."""
    if not address.startswith("+33"):
        return {address}
    local = f"0{address[3:]}"
    pairs = [local[start : start + 2] for start in range(0, len(local), 2)]
    return {address, address[1:], local, *(between.join(pairs) for between in " .-")}


async def link_phone(
    db: AsyncSession, guardian_id: int, phone: str | None, *, was: str | None, act: Act
) -> Guardian | None:
    """Put a number (E.164) on a guardian's file, or take it away. None where it is not `was` any more, or gone.

    The conversations of the number belong to the guardian from the next text on.
    """
    guardian = await db.scalar(select(Guardian).where(Guardian.id == guardian_id).with_for_update())
    if guardian is None or guardian.phone != was or act.family_id not in (None, guardian.family_id):
        return None
    guardian.phone = phone
    details = {"guardian": guardian.name, "phone": "" if phone is None else masked(phone)}
    await record(db, act, Line(Entry.PHONE, details=details))
    await db.flush()
    return guardian
