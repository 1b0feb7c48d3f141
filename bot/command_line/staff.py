"""The accounts of the desk: `staff …`."""

from typing import Annotated

import typer

from bot.command_line.loops import run

app = typer.Typer(name="staff", help="Les comptes du guichet.", no_args_is_help=True)
StaffName = Annotated[str, typer.Argument(help="Le nom avec lequel on se connecte, par exemple « Claire Duval ».")]


@app.command(name="add")
def add_staff(
    name: StaffName,
    *,
    role: Annotated[str, typer.Option(help="observer, reader, counter, messenger, manager ou administrator.")],
    ask: Annotated[bool, typer.Option("--ask", help="Demande le mot de passe au lieu d'en tirer un.")] = False,
    no_password: Annotated[bool, typer.Option("--no-password", help="Pour le fournisseur d'identité seul.")] = False,
) -> None:
    """Ajoute un compte, et écrit un mot de passe qui sert une fois."""
    from bot.commands.staff import add, role_named
    from bot.settings import load_settings

    wanted = role_named(role)
    password = typer.prompt("Mot de passe", hide_input=True, confirmation_prompt=True) if ask else None
    run(add(load_settings(), name=name, role=wanted, password=password, without=no_password))


@app.command(name="list")
def list_staff() -> None:
    """Les comptes, leur rôle, et ceux qui sont fermés."""
    from bot.commands.staff import show
    from bot.settings import load_settings

    run(show(load_settings()))


@app.command(name="role")
def change_staff_role(
    name: StaffName,
    role: Annotated[str, typer.Option(help="observer, reader, counter, messenger, manager ou administrator")],
) -> None:
    """Donne un autre rôle à un compte, et le déconnecte."""
    from bot.commands.staff import change, role_named
    from bot.settings import load_settings

    run(change(load_settings(), name=name, role=role_named(role)))


@app.command(name="password")
def renew_staff_password(name: StaffName) -> None:
    """Donne à un compte un nouveau mot de passe qui ne sert qu'une fois, et le déconnecte."""
    from bot.commands.staff import renew
    from bot.settings import load_settings

    run(renew(load_settings(), name=name))


@app.command(name="disable")
def disable_staff(name: StaffName) -> None:
    """Ferme un compte : ses connexions s'arrêtent aussitôt, ce qu'il a fait garde son nom."""
    from bot.commands.staff import disable
    from bot.settings import load_settings

    run(disable(load_settings(), name=name))
