"""The rights of a family over what is kept of it: `family …`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.loops import run

app = typer.Typer(
    name="family", help="Les droits d'une famille : ce qui est gardé d'elle, remis ou effacé.", no_args_is_help=True
)
FileNumber = Annotated[str, typer.Argument(help="Le numéro du dossier, par exemple F0004.")]
OneGuardian = Annotated[str | None, typer.Option("--guardian", help="Un seul responsable, par son nom exact.")]


@app.command(name="export")
def export_family(
    number: FileNumber,
    *,
    target: Annotated[Path, typer.Option("--out", help="Le dossier à créer.")],
    guardian: OneGuardian = None,
) -> None:
    """Tout ce qui est gardé d'une famille : un fichier JSON et une page à lire."""
    from bot.commands.family import export_family
    from bot.settings import load_settings

    run(export_family(load_settings(), number, target, guardian=guardian))


@app.command(name="erase")
def erase_family(
    number: FileNumber,
    *,
    guardian: OneGuardian = None,
    yes: Annotated[bool, typer.Option("--yes", help="Sans demander.")] = False,
) -> None:
    """Efface une famille, sauf ce que la loi fait garder pour les comptes, et dit quoi."""
    from bot.commands.family import erase_family
    from bot.settings import load_settings

    if not yes and typer.prompt(f"Rien ne pourra être rétabli. Écrivez {number} pour effacer") != number:
        typer.echo("Rien n'a été effacé.")
        raise typer.Exit(1)
    run(erase_family(load_settings(), number, guardian=guardian))
