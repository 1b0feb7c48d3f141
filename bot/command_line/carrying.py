"""What comes in and goes out as files: `check`, `import`, `unreachable`, `export`."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.loops import run

app = typer.Typer()
TownFile = Annotated[Path | None, typer.Argument(help="Le fichier de la ville ; sinon celui de ALLO_TOWN.")]
ImportFile = Annotated[Path, typer.Argument(help="CSV, XLSX ou ODS : une ligne par enfant, parent ou famille.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Montre tout ce que ferait l'import, sans rien écrire.")]
Reports = Annotated[list[Path] | None, typer.Option(help="Le rapport : .html ou .xlsx, une fois ou plusieurs.")]
Mapping = Annotated[Path | None, typer.Option(help="Le fichier des colonnes ; sinon FILE.colonnes.toml.")]


@app.command()
def check(path: TownFile = None) -> None:
    """Dit ce qui ne va pas dans le fichier de la ville, à quelle ligne, et quoi écrire."""
    from bot.commands.check import check
    from bot.settings import load_settings

    lines, is_fine = check(path or load_settings().town)
    typer.echo("\n".join(lines))
    raise typer.Exit(0 if is_fine else 1)


@app.command(name="import")
def bring_in(file: ImportFile, *, dry_run: DryRun = False, report: Reports = None, mapping: Mapping = None) -> None:
    """Fait entrer les anciens dossiers : ce qui est bon entre, le reste est dit ligne par ligne (code 1)."""
    from booking.importing.errors import ImportFileError
    from bot.commands.exporting import take_in_archive
    from bot.commands.importing import Asked, bring_in
    from bot.exporting.archive import is_archive
    from bot.importing.words import in_words
    from bot.settings import load_settings

    if is_archive(file):
        run(take_in_archive(load_settings(), file))
        return
    asked = Asked(file, dry_run, tuple(report or ()), mapping)
    try:
        is_clean = asyncio.run(bring_in(load_settings(), asked))
    except ImportFileError as error:
        sys.stderr.write(f"{in_words(error)}\n")
        raise typer.Exit(2) from None
    raise typer.Exit(0 if is_clean else 1)


@app.command()
def unreachable(
    *,
    letters: Annotated[Path | None, typer.Option(help="Écrit les courriers à imprimer, avec un code chacun.")] = None,
    telegram: Annotated[
        str | None, typer.Option(help="Le nom du bot Telegram, pour son carré à photographier.")
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Écrit aussi quand l'autre parent est joignable.")] = False,
) -> None:
    """Les familles qu'aucun texto n'atteint : sans portable, ou avec un numéro qui est sur plusieurs dossiers."""
    from bot.commands.unreachable import list_unreachable
    from bot.settings import load_settings

    run(list_unreachable(load_settings(), target=letters, telegram=telegram, everybody=everybody))


@app.command(name="export")
def export_everything(
    target: Annotated[Path, typer.Argument(help="Le fichier JSON, ou le dossier des CSV, à créer.")],
    *,
    form: Annotated[str, typer.Option("--format", help="json (tout, peut être repris) ou csv.")] = "json",
) -> None:
    """Sort tout : une archive JSON que « import » reprend dans une base vide, ou un dossier de fichiers CSV."""
    from bot.commands.exporting import Format, export
    from bot.errors import SettingsError
    from bot.settings import load_settings

    if form not in set(Format):
        raise SettingsError(f"--format : « {form} » n'est pas possible. Écrivez json ou csv.")
    run(export(load_settings(), target, Format(form)))
