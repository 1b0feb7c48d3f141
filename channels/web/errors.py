"""What a visitor of a page is told when it cannot be shown, or a form cannot be taken: in words, with the cure.

PageError
├── NotFoundError      there is nothing at that address (any more)
├── ForbiddenError     not for them
├── StaleFormError         the form does not belong to this browser
├── TooMuchError       more was sent than a form holds
└── FieldError    one field is missing or wrong
"""

from starlette.status import (
    HTTP_403_FORBIDDEN,
    HTTP_404_NOT_FOUND,
    HTTP_413_CONTENT_TOO_LARGE,
    HTTP_422_UNPROCESSABLE_CONTENT,
)


class PageError(Exception):
    """Something that a page of its own says: `title` in a few words, the message with the cure."""

    status = HTTP_422_UNPROCESSABLE_CONTENT
    title = "Ce n'est pas possible"


class NotFoundError(PageError):
    """There is nothing here."""

    status = HTTP_404_NOT_FOUND
    title = "Cette page n'existe pas"


class ForbiddenError(PageError):
    """Not for this person."""

    status = HTTP_403_FORBIDDEN
    title = "Cette page n'est pas pour vous"


class StaleFormError(PageError):
    """The form is not one that we gave to this browser."""

    status = HTTP_403_FORBIDDEN
    title = "Ce formulaire n'est plus valable"


class TooMuchError(PageError):
    """More than a form holds."""

    status = HTTP_413_CONTENT_TOO_LARGE
    title = "C'est trop long"


class FieldError(PageError):
    """One field of a form is missing or wrong: `field` is its name, the message says what to write."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field
