"""`allo-cantine staff`: who may log in at the desk."""

import sys
from datetime import datetime

from booking.domain import Author, AuthorKind
from bot.commands.opening import opened
from bot.errors import SettingsError
from bot.settings import Settings
from channels.desk.accounts import add_staff, all_staff, change_role, end_account, reset_password
from channels.desk.errors import StaffError
from channels.desk.passwords import one_time, why_unfit
from channels.desk.roles import IN_FRENCH, Role


def operator(now: datetime) -> Author:
    """Whoever types commands on the machine: the journal knows no other name of them."""
    return Author(AuthorKind.STAFF, "ligne de commande", "system", "", arrived=now)


def role_named(written: str) -> Role:
    """The role; raises SettingsError with those that there are."""
    try:
        return Role(written.strip().lower())
    except ValueError:
        known = ", ".join(f"{role} ({IN_FRENCH[role]})" for role in Role)
        raise SettingsError(f"--role : « {written} » n'est pas un rôle. Choisissez parmi : {known}.") from None


async def add(settings: Settings, *, name: str, role: Role, password: str | None, without: bool) -> None:
    """Add an account. Without a password given, one is made that serves once, and printed.

    `without`: the account is only for the town's identity provider. Raises SettingsError in words for the operator.
    """
    if password is not None and (unfit := why_unfit(password)) is not None:
        raise SettingsError(f"--ask : {unfit}")
    first = None if without else password or one_time()
    async with opened(settings) as house, house.database.writing() as db:
        now = house.clock.now()
        try:
            await add_staff(db, name, role, first, must_change=password is None, by=operator(now), now=now)
        except StaffError as error:
            raise SettingsError(str(error)) from None
    sys.stdout.write(f"Compte ajouté : {name} ({IN_FRENCH[role]}).\n")
    if first is not None and password is None:
        sys.stdout.write(f"Mot de passe pour la première connexion : {first}\n")


async def change(settings: Settings, *, name: str, role: Role) -> None:
    """Give an account another role. Raises SettingsError where there is none."""
    async with opened(settings) as house, house.database.writing() as db:
        now = house.clock.now()
        try:
            await change_role(db, name, role, by=operator(now), now=now)
        except StaffError as error:
            raise SettingsError(str(error)) from None
    sys.stdout.write(f"{name} a maintenant le rôle {IN_FRENCH[role]}.\n")


async def renew(settings: Settings, *, name: str) -> None:
    """Give an account a new password that serves once, and print it. Raises SettingsError where there is none."""
    password = one_time()
    async with opened(settings) as house, house.database.writing() as db:
        now = house.clock.now()
        try:
            await reset_password(db, name, password, by=operator(now), now=now)
        except StaffError as error:
            raise SettingsError(str(error)) from None
    sys.stdout.write(f"Mot de passe pour la prochaine connexion de {name} : {password}\n")


async def show(settings: Settings) -> None:
    """Every account: name, role, and whether it is still in use."""
    async with opened(settings) as house, house.database.reading() as db:
        for row in await all_staff(db):
            ended = "" if row.disabled_at is None else f"  (fermé le {house.clock.local(row.disabled_at):%d/%m/%Y})"
            sys.stdout.write(f"{row.name:<32}{row.role:<16}{ended}\n")


async def disable(settings: Settings, *, name: str) -> None:
    """End an account, and its logins at once. Raises SettingsError where there is none."""
    async with opened(settings) as house, house.database.writing() as db:
        now = house.clock.now()
        try:
            await end_account(db, name, by=operator(now), now=now)
        except StaffError as error:
            raise SettingsError(str(error)) from None
    sys.stdout.write(f"Compte fermé : {name}.\n")
