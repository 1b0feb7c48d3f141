"""The reminders before a deadline: `reminders …`."""

from typing import Annotated

import typer

from bot.command_line.loops import run

app = typer.Typer(
    name="reminders",
    help="Les rappels avant la limite : ce qui partira, l'arrêter, et à quoi ils servent.",
    no_args_is_help=True,
)
ServiceKey = Annotated[str | None, typer.Option("--service", help="La clé d'un service ; sinon tous.")]
DayKey = Annotated[str | None, typer.Option("--day", help="Un seul jour : 2026-11-30 ; sinon tous.")]


@app.command(name="plan")
def plan_reminders(
    *, hours: Annotated[int, typer.Option(help="Sur combien d'heures regarder.", min=1, max=14 * 24)] = 48
) -> None:
    """Ce qui partira, à combien de personnes, en combien de segments ; n'envoie rien."""
    from bot.commands.reminders import show_plan
    from bot.settings import load_settings

    run(show_plan(load_settings(), hours=hours))


@app.command(name="stop")
def stop_reminders(*, service: ServiceKey = None, day: DayKey = None) -> None:
    """Arrête tous les rappels, ceux d'un service, ou d'un seul de ses jours ; ce qui est prêt ne part pas non plus."""
    from bot.commands.reminders import stop
    from bot.settings import load_settings

    run(stop(load_settings(), service=service, day=day, by="ligne de commande"))


@app.command(name="resume")
def resume_reminders(*, service: ServiceKey = None, day: DayKey = None) -> None:
    """Lève un arrêt : ce qui est encore utile part."""
    from bot.commands.reminders import resume
    from bot.settings import load_settings

    run(resume(load_settings(), service=service, day=day))


@app.command(name="usefulness")
def show_usefulness(
    *,
    first: Annotated[str | None, typer.Option("--from", help="Premier jour ; sinon il y a 30 jours.")] = None,
    last: Annotated[str | None, typer.Option("--until", help="Dernier jour ; sinon aujourd'hui.")] = None,
) -> None:
    """Combien de rappels ont servi : réponses, réservations, majorations évitées."""
    from bot.commands.reminders import show_usefulness
    from bot.settings import load_settings

    run(show_usefulness(load_settings(), first=first, last=last))
