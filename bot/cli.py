"""The command line: each command imports what it needs only when it runs, so that all of them start fast."""

import asyncio
import gc
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="allo-cantine",
    help="Les parents écrivent « cantine lundi », et le repas est réservé.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Now = Annotated[str | None, typer.Option(help="L'horloge part de là : 2026-11-23T09:00, heure de la ville.")]
Host = Annotated[str, typer.Option(help="L'adresse sur laquelle écouter.")]
TownFile = Annotated[Path | None, typer.Argument(help="Le fichier de la ville ; sinon celui de ALLO_TOWN.")]
StaffName = Annotated[str, typer.Argument(help="Le nom avec lequel on se connecte, par exemple « Claire Duval ».")]
ImportFile = Annotated[Path, typer.Argument(help="CSV, XLSX ou ODS : une ligne par enfant, parent ou famille.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Montre tout ce que ferait l'import, sans rien écrire.")]
Reports = Annotated[list[Path] | None, typer.Option(help="Le rapport : .html ou .xlsx, une fois ou plusieurs.")]
Mapping = Annotated[Path | None, typer.Option(help="Le fichier des colonnes ; sinon FILE.colonnes.toml.")]
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

    _run(prepare_demonstration(load_settings()) if prepare else demonstrate(host=host, port=port, now=now))


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

    _run_on_fast_loop(serve(load_settings(), host=host, port=port, with_worker=worker))


@app.command()
def worker() -> None:
    """Le travail de fond seul : envois et tâches prévues."""
    from bot.commands.worker import work
    from bot.settings import load_settings

    _run_on_fast_loop(work(load_settings()))


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

    _run(chat(load_settings(), phone=phone, now=now, transcript=transcript))


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
        _run(take_in_archive(load_settings(), file))
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

    _run(list_unreachable(load_settings(), target=letters, telegram=telegram, everybody=everybody))


@app.command(name="export")
def export_everything(
    target: Annotated[Path, typer.Argument(help="Le fichier JSON, ou le dossier des CSV, à créer.")],
    *,
    form: Annotated[str, typer.Option("--format", help="json (tout, peut être repris) ou csv.")] = "json",
) -> None:
    """Sort tout : une archive JSON que « import » reprend dans une base vide, ou un dossier de fichiers CSV."""
    from bot.commands.exporting import Format, export
    from bot.settings import SettingsError, load_settings

    if form not in set(Format):
        raise SettingsError(f"--format : « {form} » n'est pas possible. Écrivez json ou csv.")
    _run(export(load_settings(), target, Format(form)))


@app.command()
def forget(
    *, dry_run: Annotated[bool, typer.Option("--dry-run", help="Compte seulement, et n'oublie rien.")] = False
) -> None:
    """Oublie ce qui a été gardé assez longtemps, comme le fait le travail de fond."""
    from bot.commands.forget import forget
    from bot.settings import load_settings

    _run(forget(load_settings(), dry_run=dry_run))


@app.command()
def register(*, form: Annotated[str, typer.Option("--format", help="text, markdown, html ou csv.")] = "text") -> None:
    """Le registre des traitements (RGPD, art. 30) : ce qui est gardé, pourquoi, combien de temps."""
    from bot.commands.register import show_register
    from bot.settings import load_settings

    _run(show_register(load_settings(), form))


@app.command()
def outbox(
    *, retry: Annotated[bool, typer.Option("--retry", help="Remet en file ce qui a échoué et sert encore.")] = False
) -> None:
    """Les envois : ce qui attend, ce qui est en doute, ce qui a échoué et pourquoi."""
    from bot.commands.outbox import show
    from bot.settings import load_settings

    _run(show(load_settings(), retry=retry))


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

    _run(back_up(load_settings(), folder, keep=keep))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="Le fichier que « backup » a écrit, avec sa somme de contrôle à côté.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Remplace ce qui est dans la base.")] = False,
) -> None:
    """Remet une sauvegarde en place, dans une base vide."""
    from bot.commands.backing_up import restore
    from bot.settings import load_settings

    _run(restore(load_settings(), file, force=force))


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

    _run(migrate(load_settings()))


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


sessions = typer.Typer(help="Les séances : ce qui se réserve, jour par jour.", no_args_is_help=True)
app.add_typer(sessions, name="sessions")


@sessions.command(name="open")
def open_period(
    *,
    first: Annotated[str | None, typer.Option("--from", help="Premier jour : 2026-11-23 ; sinon aujourd'hui.")] = None,
    last: Annotated[str | None, typer.Option("--until", help="Dernier jour ; sinon la fin de l'année.")] = None,
) -> None:
    """Ouvre les séances d'une période, d'après le fichier de la ville ; une seconde fois n'ouvre rien de plus."""
    from bot.commands.sessions import open_period
    from bot.settings import load_settings

    _run(open_period(load_settings(), first=first, last=last))


staff = typer.Typer(help="Les comptes du guichet.", no_args_is_help=True)
app.add_typer(staff, name="staff")


@staff.command(name="add")
def add_staff(
    name: StaffName,
    *,
    role: Annotated[str, typer.Option(help="reader, counter, messenger, manager ou administrator.")],
    ask: Annotated[bool, typer.Option("--ask", help="Demande le mot de passe au lieu d'en tirer un.")] = False,
    no_password: Annotated[bool, typer.Option("--no-password", help="Pour le fournisseur d'identité seul.")] = False,
) -> None:
    """Ajoute un compte, et écrit un mot de passe qui sert une fois."""
    from bot.commands.staff import add, role_named
    from bot.settings import load_settings

    wanted = role_named(role)
    password = typer.prompt("Mot de passe", hide_input=True, confirmation_prompt=True) if ask else None
    _run(add(load_settings(), name=name, role=wanted, password=password, without=no_password))


@staff.command(name="list")
def list_staff() -> None:
    """Les comptes, leur rôle, et ceux qui sont fermés."""
    from bot.commands.staff import show
    from bot.settings import load_settings

    _run(show(load_settings()))


@staff.command(name="role")
def change_staff_role(
    name: StaffName,
    role: Annotated[str, typer.Option(help="reader, counter, messenger, manager ou administrator")],
) -> None:
    """Donne un autre rôle à un compte, et le déconnecte."""
    from bot.commands.staff import change, role_named
    from bot.settings import load_settings

    _run(change(load_settings(), name=name, role=role_named(role)))


@staff.command(name="password")
def renew_staff_password(name: StaffName) -> None:
    """Donne à un compte un nouveau mot de passe qui ne sert qu'une fois, et le déconnecte."""
    from bot.commands.staff import renew
    from bot.settings import load_settings

    _run(renew(load_settings(), name=name))


@staff.command(name="disable")
def disable_staff(name: StaffName) -> None:
    """Ferme un compte : ses connexions s'arrêtent aussitôt, ce qu'il a fait garde son nom."""
    from bot.commands.staff import disable
    from bot.settings import load_settings

    _run(disable(load_settings(), name=name))


phones = typer.Typer(help="Les téléphones des parents.", no_args_is_help=True)
app.add_typer(phones, name="phone")


@phones.command(name="lost")
def lose_phone(number: Annotated[str, typer.Argument(help="Le numéro, par exemple 06 12 34 56 78.")]) -> None:
    """Un téléphone perdu ou volé : il n'ouvre plus rien, ni par message ni sur les pages."""
    from bot.commands.phones import lost
    from bot.settings import load_settings

    _run(lost(load_settings(), number))


data_keys = typer.Typer(help="Les clés qui chiffrent les colonnes les plus sensibles.", no_args_is_help=True)
app.add_typer(data_keys, name="data-keys")


@data_keys.command(name="new")
def new_data_key() -> None:
    """Une nouvelle clé, au hasard."""
    from bot.commands.data_keys import show_new

    show_new()


@data_keys.command(name="rotate")
def rotate_data_keys() -> None:
    """Tout passe sous la première clé de ALLO_DATA_KEYS, pendant que le service tourne."""
    from bot.commands.data_keys import bring_under_first
    from bot.settings import load_settings

    _run(bring_under_first(load_settings()))


keys = typer.Typer(help="Les clés de l'API, pour le portail de la ville.", no_args_is_help=True)
app.add_typer(keys, name="key")


@keys.command(name="add")
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

    _run(add(load_settings(), name, scope or []))


@keys.command(name="list")
def list_keys() -> None:
    """Les clés, avec ce qu'elles peuvent ; jamais les clés elles-mêmes."""
    from bot.commands.keys import show_all
    from bot.settings import load_settings

    _run(show_all(load_settings()))


@keys.command(name="revoke")
def revoke_key(name: Annotated[str, typer.Argument(help="Le nom de la clé.")]) -> None:
    """La clé n'ouvre plus rien, dès maintenant."""
    from bot.commands.keys import revoke
    from bot.settings import load_settings

    _run(revoke(load_settings(), name))


reminders = typer.Typer(
    help="Les rappels avant la limite : ce qui partira, l'arrêter, et à quoi ils servent.", no_args_is_help=True
)
app.add_typer(reminders, name="reminders")
ServiceKey = Annotated[str | None, typer.Option("--service", help="La clé d'un service ; sinon tous.")]
DayKey = Annotated[str | None, typer.Option("--day", help="Un seul jour : 2026-11-30 ; sinon tous.")]


@reminders.command(name="plan")
def plan_reminders(
    *, hours: Annotated[int, typer.Option(help="Sur combien d'heures regarder.", min=1, max=14 * 24)] = 48
) -> None:
    """Ce qui partira, à combien de personnes, en combien de segments ; n'envoie rien."""
    from bot.commands.reminders import show_plan
    from bot.settings import load_settings

    _run(show_plan(load_settings(), hours=hours))


@reminders.command(name="stop")
def stop_reminders(*, service: ServiceKey = None, day: DayKey = None) -> None:
    """Arrête tous les rappels, ceux d'un service, ou d'un seul de ses jours ; ce qui est prêt ne part pas non plus."""
    from bot.commands.reminders import stop
    from bot.settings import load_settings

    _run(stop(load_settings(), service=service, day=day, by="ligne de commande"))


@reminders.command(name="resume")
def resume_reminders(*, service: ServiceKey = None, day: DayKey = None) -> None:
    """Lève un arrêt : ce qui est encore utile part."""
    from bot.commands.reminders import resume
    from bot.settings import load_settings

    _run(resume(load_settings(), service=service, day=day))


@reminders.command(name="usefulness")
def show_usefulness(
    *,
    first: Annotated[str | None, typer.Option("--from", help="Premier jour ; sinon il y a 30 jours.")] = None,
    last: Annotated[str | None, typer.Option("--until", help="Dernier jour ; sinon aujourd'hui.")] = None,
) -> None:
    """Combien de rappels ont servi : réponses, réservations, majorations évitées."""
    from bot.commands.reminders import show_usefulness
    from bot.settings import load_settings

    _run(show_usefulness(load_settings(), first=first, last=last))


families = typer.Typer(
    help="Les droits d'une famille : ce qui est gardé d'elle, remis ou effacé.", no_args_is_help=True
)
app.add_typer(families, name="family")
FileNumber = Annotated[str, typer.Argument(help="Le numéro du dossier, par exemple F0004.")]
OneGuardian = Annotated[str | None, typer.Option("--guardian", help="Un seul responsable, par son nom exact.")]


@families.command(name="export")
def export_family(
    number: FileNumber,
    *,
    target: Annotated[Path, typer.Option("--out", help="Le dossier à créer.")],
    guardian: OneGuardian = None,
) -> None:
    """Tout ce qui est gardé d'une famille : un fichier JSON et une page à lire."""
    from bot.commands.family import export_family
    from bot.settings import load_settings

    _run(export_family(load_settings(), number, target, guardian=guardian))


@families.command(name="erase")
def erase_family(
    number: FileNumber,
    *,
    guardian: OneGuardian = None,
    yes: Annotated[bool, typer.Option("--yes", help="Sans demander.")] = False,
) -> None:
    """Efface une famille, sauf ce que la loi fait garder pour les comptes, et dit quoi."""
    from bot.commands.family import erase_family
    from bot.settings import load_settings

    if not yes and typer.prompt(f"Rien ne pourra être rétabli. Écrivez {number} pour effacer") != number:
        typer.echo("Rien n'a été effacé.")
        raise typer.Exit(1)
    _run(erase_family(load_settings(), number, guardian=guardian))


def _run(command: Coroutine[None, None, None]) -> None:
    asyncio.run(command)


def _run_on_fast_loop(command: Coroutine[None, None, None]) -> None:
    """On uvloop where there is one (not on Windows): a text then costs a fifth less of the processor."""
    from uvicorn.loops.auto import auto_loop_factory

    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(command)


def main() -> None:
    """Entry point of the `allo-cantine` command. What an operator can mend is said in words, without a traceback."""
    from booking.errors import BookingError, TownFileError
    from bot.logs import set_up_logs
    from bot.settings import SettingsError
    from channels.errors import SpoolError
    from channels.portal.errors import PortalError

    set_up_logs()
    try:
        app()
    except TownFileError as error:
        from bot.commands.faults import in_words

        sys.stderr.write("\n".join([*in_words(error), ""]))
        sys.exit(2)
    except (SettingsError, BookingError, SpoolError, PortalError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
