"""The command line, put together: each command imports what it needs only when it runs, so that all start fast."""

import sys

import typer

from bot.command_line import (
    carrying,
    data_keys,
    families,
    keeping,
    keys,
    operating,
    phones,
    reminders,
    serving,
    sessions,
    staff,
    understanding,
)

SUBJECTS = (
    serving,
    carrying,
    keeping,
    operating,
    understanding,
    sessions,
    staff,
    phones,
    data_keys,
    keys,
    reminders,
    families,
)

app = typer.Typer(
    name="allo-cantine",
    help="Les parents écrivent « cantine lundi », et le repas est réservé.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for subject in SUBJECTS:
    app.add_typer(subject.app)


def main() -> None:
    """Entry point of the `allo-cantine` command. What an operator can mend is said in words, without a traceback."""
    from booking.errors import BookingError, TownFileError
    from bot.errors import SettingsError
    from bot.logs import set_up_logs
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
