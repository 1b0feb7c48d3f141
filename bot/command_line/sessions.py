"""What can be booked, day by day: `sessions …`."""

from typing import Annotated

import typer

from bot.command_line.loops import run

app = typer.Typer(name="sessions", help="Les séances : ce qui se réserve, jour par jour.", no_args_is_help=True)


@app.command(name="open")
def open_period(
    *,
    first: Annotated[str | None, typer.Option("--from", help="Premier jour : 2026-11-23 ; sinon aujourd'hui.")] = None,
    last: Annotated[str | None, typer.Option("--until", help="Dernier jour ; sinon la fin de l'année.")] = None,
) -> None:
    """Ouvre les séances d'une période, d'après le fichier de la ville ; une seconde fois n'ouvre rien de plus."""
    from bot.commands.sessions import open_period
    from bot.settings import load_settings

    run(open_period(load_settings(), first=first, last=last))
