"""What a visitor of the simulator can get wrong, in words for them."""

from starlette.status import HTTP_404_NOT_FOUND, HTTP_422_UNPROCESSABLE_CONTENT, HTTP_503_SERVICE_UNAVAILABLE


class VisitorError(Exception):
    """Something that was sent from the page cannot be done. `field` is where on the page that is said."""

    field = "text"
    status = HTTP_422_UNPROCESSABLE_CONTENT


class TextError(VisitorError):
    """A text that nobody could send from a phone."""


class MoveError(VisitorError):
    """A date and hour to which the clock cannot be moved."""

    field = "clock"


class PhoneError(VisitorError):
    """A number that is nobody's in this town."""

    field = "phone"
    status = HTTP_404_NOT_FOUND


class NotKeptError(VisitorError):
    """The inbox could not take a text: it must be sent again."""

    status = HTTP_503_SERVICE_UNAVAILABLE
