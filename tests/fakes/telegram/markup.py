"""The HTML that Telegram takes. https://core.telegram.org/bots/api#html-style"""

import html
import re

TAG = re.compile(r"<(?P<closing>/?)(?P<name>[a-zA-Z0-9-]*)(?P<rest>[^>]*)(?P<end>>?)")
STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "span": "spoiler",
    "tg-spoiler": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#[xX][0-9a-fA-F]+);")  # Telegram knows no other by name


class MarkupError(ValueError):
    """What Telegram says of markup that it cannot read."""


def plain(marked: str) -> str:
    """The characters that people see of `marked`. Raises `MarkupError`, in Telegram's words."""
    shown: list[str] = []
    opened: list[str] = []
    position = 0
    for tag in TAG.finditer(marked):
        shown.append(_unescaped(marked[position : tag.start()]))
        position = tag.end()
        _take(tag, opened, len(marked[: tag.start()].encode()))
    if opened:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{opened[-1]}"')
    shown.append(_unescaped(marked[position:]))
    return "".join(shown)


def _take(tag: re.Match[str], opened: list[str], offset: int) -> None:
    name = tag["name"].lower()
    if not tag["end"]:
        raise MarkupError(f"Unclosed start tag at byte offset {offset}")
    if not tag["closing"]:
        if name not in STYLES:
            raise MarkupError(f'Unsupported start tag "{name}" at byte offset {offset}')
        opened.append(name)
    elif not opened:
        raise MarkupError(f"Unexpected end tag at byte offset {offset}")
    elif opened.pop() != name:
        raise MarkupError(f'Unmatched end tag at byte offset {offset}, found "</{name}>"')


def _unescaped(text: str) -> str:
    return REFERENCE.sub(lambda reference: html.unescape(reference[0]), text)
