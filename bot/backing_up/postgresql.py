"""PostgreSQL's own tools: a dump is one state of the database, whoever writes meanwhile.

https://www.postgresql.org/docs/current/app-pgdump.html
"""

import asyncio
import os
import shutil
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.backing_up.errors import BackupError

ENDING = ".dump"
LINES_SHOWN = 3  # of what a tool complains of


async def dump(url: str, target: Path) -> None:
    """Write the whole database into a file of PostgreSQL's own compressed form."""
    await _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


async def put_back(url: str, backup: Path) -> None:
    """Fill the empty database with a dump: all of it, or nothing."""
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    await _run("pg_restore", url, *options, str(backup))


async def _run(tool: str, url: str, *arguments: str) -> None:
    """Run a tool on a database; the password goes by the environment, for everybody sees the list of processes."""
    program = shutil.which(tool)
    if program is None:
        raise BackupError(
            f"{tool} n'est pas installé ici. Installez le paquet postgresql-client de la version du serveur."
        )
    address = make_url(url).set(drivername="postgresql")
    secret = {} if address.password is None else {"PGPASSWORD": str(address.password)}
    named = address.set(password=None).render_as_string(hide_password=False)
    process = await asyncio.create_subprocess_exec(
        program, f"--dbname={named}", *arguments, env=os.environ | secret, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    if process.returncode:
        complaint = " ".join(said.decode(errors="replace").splitlines()[:LINES_SHOWN])
        raise BackupError(f"{tool} a échoué : {complaint}")
