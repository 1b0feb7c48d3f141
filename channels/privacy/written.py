"""The record as something to file: text, Markdown, a page, or a sheet."""

import csv
import io
from collections.abc import Callable, Mapping
from enum import StrEnum

from jinja2 import Environment, PackageLoader, StrictUndefined

from channels.privacy.record import Record, rows_of


class Form(StrEnum):
    """What the record is written as."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    CSV = "csv"


def written(record: Record, form: Form) -> str:
    """The record in one of its forms."""
    return WRITERS[form](record)


def _text(record: Record) -> str:
    return _markdown(record).replace("# ", "").replace("#", "").replace("**", "").replace("`", "")


def _markdown(record: Record) -> str:
    say = record.words.say
    lines = [
        f"# {say('title')}",
        "",
        say("about", day=record.written_on),
        "",
        f"- **{say('controller')}** : {record.privacy.controller}",
        f"- **{say('officer')}** : {record.officer}",
        f"- {say('subjects')}",
        f"- {say('transfers')}",
        f"- {say('security')}",
    ]
    for processing in record.processings:
        lines += ["", f"## {processing.why}", ""]
        lines += [f"- **{say('basis')}** : {processing.basis}"]
        lines += [f"- **{say('recipients')}** : {', '.join(processing.recipients)}", ""]
        for share in processing.shares:
            columns = ", ".join(f"`{name}`" for name in share.columns)
            lines.append(f"- {share.name} (`{share.table}`) : {columns} ; {share.kind} ; {share.kept}")
    return "\n".join([*lines, ""])


def _html(record: Record) -> str:
    """Whole in itself, to be printed."""
    pages = Environment(loader=PackageLoader("channels.privacy"), autoescape=True, undefined=StrictUndefined)
    return pages.get_template("record.html").render(record=record, say=record.words.say)


def _csv(record: Record) -> str:
    sheet = io.StringIO()
    csv.writer(sheet, delimiter=";").writerows(rows_of(record))
    return sheet.getvalue()


WRITERS: Mapping[Form, Callable[[Record], str]] = {
    Form.TEXT: _text,
    Form.MARKDOWN: _markdown,
    Form.HTML: _html,
    Form.CSV: _csv,
}
