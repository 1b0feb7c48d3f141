"""The keys of enciphered columns: `data-keys …`."""

import typer

from bot.command_line.loops import run

app = typer.Typer(
    name="data-keys", help="Les clés qui chiffrent les colonnes les plus sensibles.", no_args_is_help=True
)


@app.command(name="new")
def new_data_key() -> None:
    """Une nouvelle clé, au hasard."""
    from bot.commands.data_keys import show_new

    show_new()


@app.command(name="rotate")
def rotate_data_keys() -> None:
    """Tout passe sous la première clé de ALLO_DATA_KEYS, pendant que le service tourne."""
    from bot.commands.data_keys import bring_under_first
    from bot.settings import load_settings

    run(bring_under_first(load_settings()))
