"""A page as a browser holds it: its words, its forms with their fields and buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "meta", "link", "br", "img", "hr"}


@dataclass
class Form:
    """A form, with the fields that a browser would send as it stands."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # label, name, value


class Html(HTMLParser):
    """What is on a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.forms: list[Form] = []
        self._words: list[str] = []
        self._within: list[tuple[str, dict[str, str]]] = []
        self._heard: list[str] = []
        self.feed(text)

    @property
    def words(self) -> str:
        """All that can be read, each space once."""
        return " ".join(" ".join(self._words).split())

    def form_with(self, button: str) -> tuple[Form, tuple[str, str]]:
        """The form that has this button (by its label, or its accessible name), with what the button sends."""
        for form in self.forms:
            for label, name, value in form.buttons:
                if label == button:
                    return form, (name, value)
        raise AssertionError(f"no button {button!r}: {[b[0] for form in self.forms for b in form.buttons]}")

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        if tag == "input" and self._in("form"):
            self._add_input(given)
        if tag in ("button", "textarea", "select", "option"):
            self._heard = []
        if tag == "option" and "select" in [name for name, _ in self._within] and "selected" in given:
            select = next(of for name, of in self._within if name == "select")
            self.forms[-1].fields.append((select["name"], given.get("value", "")))
        if tag not in VOID:
            self._within.append((tag, given))

    def _add_input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if "name" in given and (kind not in ("checkbox", "radio") or "checked" in given):
            self.forms[-1].fields.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        while self._within:
            name, given = self._within.pop()
            if name == tag:
                break
        else:
            return
        if tag == "button" and self._in("form"):
            label = given.get("aria-label") or " ".join("".join(self._heard).split())
            self.forms[-1].buttons.append((label, given.get("name", ""), given.get("value", "")))
        if tag == "textarea" and self._in("form"):
            self.forms[-1].fields.append((given["name"], "".join(self._heard).removeprefix("\n")))

    def handle_data(self, data: str) -> None:
        self._heard.append(data)
        if not self._in("head"):
            self._words.append(data.replace("\u00a0", " ").replace("\u202f", " "))

    def _in(self, tag: str) -> bool:
        return any(name == tag for name, _ in self._within)
