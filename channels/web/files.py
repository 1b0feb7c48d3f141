"""Style and script of a part of the site: kept by a browser for ever under an address that changes with them."""

import hashlib
from importlib.resources import files

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOR_EVER, ASK_AGAIN = "public, max-age=31536000, immutable", "no-cache"


class PageFiles:
    """The files in the `static` folders of these packages; `version` changes whenever one of them does."""

    def __init__(self, *packages: str) -> None:
        with_files = tuple(package for package in packages if (files(package) / "static").is_dir())
        self._files = StaticFiles(packages=[(package, "static") for package in with_files])
        self.version = _digest(with_files)

    async def get(self, name: str, scope: Scope, version: str) -> Response:
        """One of the files; raises HTTPException (404) where there is none of that name."""
        answer = await self._files.get_response(name, scope)
        answer.headers["Cache-Control"] = FOR_EVER if version == self.version else ASK_AGAIN
        return answer


def _digest(packages: tuple[str, ...]) -> str:
    """Of folders only their own files, in the order of their names."""
    found = (file for package in packages for file in (files(package) / "static").iterdir())
    in_order = sorted((file for file in found if file.is_file()), key=lambda file: file.name)
    return hashlib.sha256(b"".join(file.read_bytes() for file in in_order)).hexdigest()[:12]
