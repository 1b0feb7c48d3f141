"""What is kept of a family: handed over to it, or erased. Both are in the journal."""

from starlette.responses import Response

from booking.domain import Entry
from booking.journal import Line, open_act, record
from channels.desk.families.file import address_of
from channels.desk.families.found import family_of
from channels.desk.house import PREFIX, Desk
from channels.desk.visit import Done, Visit


async def show_rights(desk: Desk, visit: Visit) -> Response:
    """What can be done, and what it means."""
    return desk.page(visit, "families/rights.html", family=await family_of(visit))


async def hand_over(desk: Desk, visit: Visit) -> Response:
    """A file with all of it: a page to read, or JSON."""
    family = await family_of(visit)
    act = await open_act(visit.db, visit.author("Données remises à la famille", family_id=family.id), now=visit.now)
    await record(visit.db, act, Line(Entry.EXPORTED))
    handed = await desk.rights.hand_over(visit.db, family.number, now=visit.now)
    as_json = visit.fields.get("do") == "json"
    name = f"dossier-{family.id}.{'json' if as_json else 'html'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if as_json:
        return Response(handed.rows, media_type="application/json", headers=headers)
    return Response(handed.page, media_type="text/html; charset=utf-8", headers=headers)


async def take_erasure(desk: Desk, visit: Visit) -> Done:
    """Erase it, where the number of the file was typed to confirm it."""
    family = await family_of(visit)
    if visit.fields.get("number", "").strip() != family.number:
        said = f"Rien n'a été effacé : pour effacer, il faut écrire le numéro du dossier, {family.number}."
        return Done(address_of(family, part="/donnees"), said, refused=True)
    act = await open_act(visit.db, visit.author("Effacement demandé", family_id=family.id), now=visit.now)
    return Done(f"{PREFIX}/familles", " ".join(await desk.rights.erase(visit.db, family.number, act=act)))
