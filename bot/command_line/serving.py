"""The service and its demonstration: `demo`, `serve`, `worker`, and `chat`."""

import gc
from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.loops import run, run_on_fast_loop

app = typer.Typer()
Now = Annotated[str | None, typer.Option(help="L'horloge part de là : 2026-11-23T09:00, heure de la ville.")]
Host = Annotated[str, typer.Option(help="L'adresse sur laquelle écouter.")]
Port = Annotated[int, typer.Option(help="Le port sur lequel écouter ; 0 : un port libre.", min=0, max=65535)]


@app.command()
def demo(
    *,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    now: Now = None,
    prepare: Annotated[bool, typer.Option(help="Remplit seulement la base vide de ALLO_DATABASE_URL.")] = False,
) -> None:
    """La ville de démonstration, avec un simulateur de téléphone à l'adresse /demo."""
    from bot.commands.demo import demonstrate, prepare_demonstration
    from bot.settings import load_settings

    run(prepare_demonstration(load_settings()) if prepare else demonstrate(host=host, port=port, now=now))


@app.command()
def serve(
    *,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Avec ou sans le travail de fond.")] = True,
) -> None:
    """Le service : ce que Twilio et Telegram appellent, les pages, et le travail de fond."""
    gc.disable()  # until all is loaded: there is nothing to throw away yet, and to look takes a sixth of the start
    from bot.commands.serve import serve
    from bot.settings import load_settings

    run_on_fast_loop(serve(load_settings(), host=host, port=port, with_worker=worker))


@app.command()
def worker() -> None:
    """Le travail de fond seul : envois et tâches prévues."""
    from bot.commands.worker import work
    from bot.settings import load_settings

    run_on_fast_loop(work(load_settings()))


@app.command()
def chat(
    *,
    phone: Annotated[str, typer.Option("--from", help="Le numéro qui écrit.")],
    now: Now = None,
    transcript: Annotated[
        Path | None, typer.Option(help="Écrit la conversation dans ce fichier, sous la forme d'un test.")
    ] = None,
) -> None:
    """Un terminal comme un téléphone : une ligne écrite, les réponses dessous."""
    from bot.commands.chat import chat
    from bot.settings import load_settings

    run(chat(load_settings(), phone=phone, now=now, transcript=transcript))
