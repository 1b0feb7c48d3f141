"""What texts mean: `understand`."""

import sys
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def understand(
    *, explain: Annotated[bool, typer.Option("--explain", help="Dit aussi à quoi chaque mot a été pris.")] = False
) -> None:
    """Ce que veulent dire des textes : des lignes JSON en entrée, des lignes JSON en sortie."""
    from bot.commands.understand import understood, words_of_town
    from bot.settings import load_settings

    settings = load_settings()
    named = "town" in settings.model_fields_set or settings.town.exists()
    fine = True
    for answer, is_read in understood(
        sys.stdin.buffer, words_of_town(settings.town if named else None), explain=explain
    ):
        sys.stdout.buffer.write(answer + b"\n")
        sys.stdout.buffer.flush()
        fine = fine and is_read
    raise typer.Exit(0 if fine else 1)
