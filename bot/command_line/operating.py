"""The daily care of an installation: `outbox`, `doctor`, `backup`, `restore`, `verify`, `migrate`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.loops import run

app = typer.Typer()


@app.command()
def outbox(
    *, retry: Annotated[bool, typer.Option("--retry", help="Remet en file ce qui a échoué et sert encore.")] = False
) -> None:
    """Les envois : ce qui attend, ce qui est en doute, ce qui a échoué et pourquoi."""
    from bot.commands.outbox import show
    from bot.settings import load_settings

    run(show(load_settings(), retry=retry))


@app.command()
def doctor(
    *, backups: Annotated[Path | None, typer.Option(help="Le dossier des sauvegardes, pour vérifier leur âge.")] = None
) -> None:
    """Examine l'installation de tous côtés, et dit quoi faire (code 1 s'il y a un défaut)."""
    from bot.commands.doctor import examine

    raise typer.Exit(0 if asyncio.run(examine(backups)) else 1)


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="Le dossier des sauvegardes ; il est créé au besoin.")],
    *,
    keep: Annotated[int | None, typer.Option(help="Ne garde que les plus récentes.", min=1)] = None,
) -> None:
    """Sauvegarde toute la base dans un fichier, pendant que le service tourne."""
    from bot.commands.backing_up import back_up
    from bot.settings import load_settings

    run(back_up(load_settings(), folder, keep=keep))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="Le fichier que « backup » a écrit, avec sa somme de contrôle à côté.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Remplace ce qui est dans la base.")] = False,
) -> None:
    """Remet une sauvegarde en place, dans une base vide."""
    from bot.commands.backing_up import restore
    from bot.settings import load_settings

    run(restore(load_settings(), file, force=force))


@app.command()
def verify(
    *, day: Annotated[str | None, typer.Option(help="Le jour : 2026-11-23 ; sinon aujourd'hui.")] = None
) -> None:
    """La preuve du soir : chaque texte reçu a son sort, et le journal rejoué donne les réservations (sinon code 1)."""
    from bot.commands.verify import verify
    from bot.settings import load_settings

    raise typer.Exit(0 if asyncio.run(verify(load_settings(), day=day)) else 1)


@app.command()
def migrate() -> None:
    """Met les tables de la base à jour."""
    from bot.commands.migrate import migrate
    from bot.settings import load_settings

    run(migrate(load_settings()))
