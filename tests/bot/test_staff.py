"""`allo-cantine staff`: accounts from the command line."""

import re
from pathlib import Path

from tests.processes import prepared, run


async def test_an_account_is_added_listed_and_ended(tmp_path: Path) -> None:
    settings = {"database_url": f"sqlite:///{tmp_path / 'demo.db'}"}
    await prepared(tmp_path, settings["database_url"])
    added = await run("staff", "add", "Claire Duval", "--role", "counter", folder=tmp_path, settings=settings)
    assert added.status == 0, added.err
    assert re.search(r"première connexion : ([a-z2-9]{4}-){3}[a-z2-9]{4}\n", added.out)
    again = await run("staff", "add", "Claire Duval", "--role", "reader", folder=tmp_path, settings=settings)
    assert (again.status, "existe déjà" in again.err) == (2, True)
    unknown = await run("staff", "add", "Karim", "--role", "chef", folder=tmp_path, settings=settings)
    assert (unknown.status, "reader (lecture)" in unknown.err) == (2, True)
    assert (await run("staff", "disable", "claire duval", folder=tmp_path, settings=settings)).status == 0
    listed = await run("staff", "list", folder=tmp_path, settings=settings)
    assert "Claire Duval" in listed.out
    assert "fermé le" in listed.out
