"""The command line: each command imports what it needs only when it runs, so that all of them start fast."""

import typer

app = typer.Typer(
    name="allo-cantine",
    help="Parents text « cantine lundi », and a meal is booked.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def allo_cantine() -> None:
    """Allô Cantine."""


def main() -> None:
    """Entry point of the `allo-cantine` command."""
    app()
