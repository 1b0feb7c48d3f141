"""The keys of the portal's API: `key …`."""

from typing import Annotated

import typer

from bot.command_line.loops import run

app = typer.Typer(name="key", help="Les clés de l'API, pour le portail de la ville.", no_args_is_help=True)


@app.command(name="add")
def add_key(
    name: Annotated[str, typer.Argument(help="À qui est la clé, par exemple : portail.")],
    *,
    scope: Annotated[
        list[str] | None, typer.Option(help="Ce qu'elle peut : families, sessions, booking… Sans cela, tout.")
    ] = None,
) -> None:
    """Une nouvelle clé, montrée une seule fois."""
    from bot.commands.keys import add
    from bot.settings import load_settings

    run(add(load_settings(), name, scope or []))


@app.command(name="list")
def list_keys() -> None:
    """Les clés, avec ce qu'elles peuvent ; jamais les clés elles-mêmes."""
    from bot.commands.keys import show_all
    from bot.settings import load_settings

    run(show_all(load_settings()))


@app.command(name="revoke")
def revoke_key(name: Annotated[str, typer.Argument(help="Le nom de la clé.")]) -> None:
    """La clé n'ouvre plus rien, dès maintenant."""
    from bot.commands.keys import revoke
    from bot.settings import load_settings

    run(revoke(load_settings(), name))
