"""What `serve` loads to start: what few towns need, or few hours, waits until somebody needs it."""

from pathlib import Path

from tests.processes import free_port, prepared, running, until_ready

FOR_OTHER_COMMANDS = {"alembic", "clevercsv", "openpyxl", "python_calamine", "xlsxwriter"}
FOR_OTHER_TOWNS = {"authlib", "cryptography", "holidays.countries", "joserfc", "telegram", "twilio"}
FOR_RARE_TEXTS = {"dateparser", "ftfy"}
FOR_RARE_PAGES = {"icalendar", "segno"}


async def test_serve_starts_without_what_is_needed_rarely(tmp_path: Path) -> None:
    loaded = await loaded_by_serve(tmp_path)
    assert "sqlalchemy" in loaded
    assert loaded & (FOR_OTHER_COMMANDS | FOR_OTHER_TOWNS | FOR_RARE_TEXTS | FOR_RARE_PAGES) == set()


async def loaded_by_serve(folder: Path) -> set[str]:
    """The modules, and the packages they are in, that a `serve` without providers has loaded once it is ready."""
    url = f"sqlite:///{folder / 'demo.db'}"
    await prepared(folder, url)
    port, log = free_port(), folder / "imports.txt"
    telling = {"PYTHONPROFILEIMPORTTIME": "1"}
    async with running(
        "serve", "--port", str(port), folder=folder, settings={"database_url": url}, log=str(log), more=telling
    ) as process:
        await until_ready(f"http://127.0.0.1:{port}/readyz", process)
    modules = [line.rpartition("|")[2].strip() for line in log.read_text().splitlines() if "|" in line]
    return {package for module in modules for package in packages_of(module)}


def packages_of(module: str) -> set[str]:
    """A module by its own name, and by those of all packages that it is in."""
    parts = module.split(".")
    return {".".join(parts[:length]) for length in range(1, len(parts) + 1)}
