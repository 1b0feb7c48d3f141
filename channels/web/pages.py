"""Templates, filled: a part of the site has its own, which stand on the base that all share."""

from dataclasses import dataclass

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from starlette.responses import HTMLResponse

from channels.web.errors import PageError
from channels.web.files import PageFiles
from channels.web.french import FILTERS

HERE = "channels.web"


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the site: `prefix` begins all of its addresses, `name` stands in every title, `home` is its first page.

    `town` is the name of the town that it belongs to.
    """

    prefix: str
    name: str
    home: str
    town: str


class Pages:
    """The templates of one package; `web/…` names those that all share."""

    def __init__(self, package: str, place: Place, **known: object) -> None:
        self.files = PageFiles(HERE, package)
        self._templates = Environment(
            loader=ChoiceLoader(
                [
                    PackageLoader(package),
                    PrefixLoader({"web": PackageLoader(HERE), "privacy": PackageLoader("channels.privacy")}),
                ]
            ),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= FILTERS
        self._templates.globals |= {"place": place, "version": self.files.version, **known}

    def html(self, template: str, **shown: object) -> str:
        """A template filled."""
        return self._templates.get_template(template).render(shown)

    def page(self, template: str, *, status: int = 200, **shown: object) -> HTMLResponse:
        """A template as an answer."""
        return HTMLResponse(self.html(template, **shown), status)

    def error(self, error: PageError, **shown: object) -> HTMLResponse:
        """The page that says why there is none. A part of the site may have an `error.html` of its own."""
        found = self._templates.select_template(["error.html", "web/error.html"])
        return HTMLResponse(found.render(error=error, **shown), error.status)
