"""Mending what was set aside: its rows are judged once more, under the name of whoever corrected them."""

from collections.abc import Sequence

from sqlalchemy import select
from starlette.responses import Response

from booking.importing.findings import Finding
from booking.importing.mending import Mended, dismiss, held, try_again
from booking.importing.tables import ImportRun, SetAside
from channels.desk.house import Desk
from channels.desk.set_aside.listed import LIST
from channels.desk.set_aside.one import GONE, one_page
from channels.desk.set_aside.rows import Typed, typed_in
from channels.desk.visit import Done, Visit
from channels.web.errors import FieldError
from channels.web.french import counted


async def take_mending(desk: Desk, visit: Visit) -> Response | Done:
    """Take the corrected rows in, or say what still stands in the way. Whoever comes second is told."""
    waiting = await held(visit.db, visit.numbered("waiting"))
    if waiting is None:
        return Done(LIST, GONE, refused=True)
    run = await visit.db.get_one(ImportRun, waiting.import_id)
    try:
        typed = typed_in(run, waiting, visit.fields)
    except FieldError as wrong:
        return await one_page(desk, visit, waiting, wrong)
    if not typed.changes:
        return await one_page(desk, visit, waiting, FieldError("", "Rien n'a été corrigé encore."))
    return await _mend(desk, visit, waiting, typed)


async def take_dismissal(desk: Desk, visit: Visit) -> Done:
    """Off the list: the file as it is at the desk is right."""
    waiting = await held(visit.db, visit.numbered("waiting"))
    if waiting is None:
        return Done(LIST, GONE, refused=True)
    words = f"Retirer de la liste : {_place(waiting)}, {desk.findings.what(waiting.finding)}"
    await dismiss(visit.db, waiting, by=visit.author(words, family_id=waiting.family_id), now=visit.now)
    return Done(LIST, f"{_place(waiting)} : retiré de la liste. Rien d'autre n'a été changé.")


async def _mend(desk: Desk, visit: Visit, waiting: SetAside, typed: Typed) -> Done:
    file, number, line, place = waiting.file, waiting.number, waiting.line, _place(waiting)
    author = visit.author(f"{place}, {', '.join(typed.changes)}", family_id=waiting.family_id)
    mended = await try_again(visit.db, desk.town, waiting, typed.rows, without=typed.without, by=author, now=visit.now)
    said = f"{place} : {_came_in(mended)}."
    if not mended.findings:
        return Done(LIST, said)
    still = await visit.db.scalar(
        select(SetAside.id)
        .where(SetAside.file == file, SetAside.number == number, SetAside.line == line)
        .order_by(SetAside.keeps_out.desc(), SetAside.id)
        .limit(1)
    )
    refused = still is not None and not _wrote_something(mended)
    return Done(LIST if still is None else f"{LIST}/{still}", f"{said} {_left(desk, mended.findings)}", refused=refused)


def _place(waiting: SetAside) -> str:
    return f"{waiting.file}, ligne {waiting.line}"


def _wrote_something(mended: Mended) -> bool:
    tally = mended.tally
    return bool(tally.families_new or tally.families_changed)


def _came_in(mended: Mended) -> str:
    """What was written, in words."""
    tally = mended.tally
    parts = [
        counted(tally.families_new, "famille ajoutée", "familles ajoutées") if tally.families_new else "",
        counted(tally.children_new, "enfant ajouté", "enfants ajoutés") if tally.children_new else "",
        counted(tally.guardians_new, "responsable ajouté", "responsables ajoutés") if tally.guardians_new else "",
        counted(tally.places_new, "inscription ajoutée", "inscriptions ajoutées") if tally.places_new else "",
    ]
    if not any(parts):
        parts.append("le dossier est corrigé" if tally.families_changed else "rien à changer au dossier")
    return ", ".join(filter(None, parts))


def _left(desk: Desk, findings: Sequence[Finding]) -> str:
    """What still stands in the way, the worst first."""
    worst = sorted(findings, key=lambda finding: -finding.keeps_out)[:3]
    return "Il reste : " + " ".join(f"ligne {each.line}, {desk.findings.what(each)}" for each in worst)
