"""The phones of parents: `phone …`."""

from typing import Annotated

import typer

from bot.command_line.loops import run

app = typer.Typer(name="phone", help="Les téléphones des parents.", no_args_is_help=True)


@app.command(name="lost")
def lose_phone(number: Annotated[str, typer.Argument(help="Le numéro, par exemple 06 12 34 56 78.")]) -> None:
    """Un téléphone perdu ou volé : il n'ouvre plus rien, ni par message ni sur les pages."""
    from bot.commands.phones import lost
    from bot.settings import load_settings

    run(lost(load_settings(), number))
