"""How long things are kept: `forget` and `register`."""

from typing import Annotated

import typer

from bot.command_line.loops import run

app = typer.Typer()


@app.command()
def forget(
    *, dry_run: Annotated[bool, typer.Option("--dry-run", help="Compte seulement, et n'oublie rien.")] = False
) -> None:
    """Oublie ce qui a été gardé assez longtemps, comme le fait le travail de fond."""
    from bot.commands.forget import forget
    from bot.settings import load_settings

    run(forget(load_settings(), dry_run=dry_run))


@app.command()
def register(*, form: Annotated[str, typer.Option("--format", help="text, markdown, html ou csv.")] = "text") -> None:
    """Le registre des traitements (RGPD, art. 30) : ce qui est gardé, pourquoi, combien de temps."""
    from bot.commands.register import show_register
    from bot.settings import load_settings

    run(show_register(load_settings(), form))
