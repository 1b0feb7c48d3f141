"""A town's portal, as small as one can write it: all that it does, it does with the API alone.

It knows nothing of our code: HTTP, JSON, and what the API's description says.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from httpx import AsyncClient, Response


@dataclass(frozen=True, slots=True)
class Said:
    """What the portal shows to the parent after an act."""

    outcome: str
    sentence: str
    reservations: list[int] = field(default_factory=list)
    why: str | None = None
    agree_to: str | None = None


class Portal:
    """One parent at the portal of one town."""

    def __init__(self, http: AsyncClient) -> None:
        self._http = http
        self.family = 0
        self.guardian = 0
        self.children: dict[str, int] = {}

    async def enter(self, phone: str) -> None:
        """The parent whom the town's portal has recognised by that phone."""
        [family] = (await self._get("/families", phone=phone)).json()["items"]
        self.family = family["id"]
        self.guardian = next(one["id"] for one in family["guardians"] if one["phone"] == phone)
        children = (await self._get(f"/families/{self.family}/children")).json()["items"]
        self.children = {child["first_name"]: child["id"] for child in children}

    async def places(self, service: str, day: date) -> dict[str, int]:
        """Places left on a day, by site."""
        found = (await self._get("/sessions", service=service, **{"from": str(day), "until": str(day)})).json()
        return {session["site"]: session["left"] for session in found["items"]}

    async def closes_at(self, service: str, day: date) -> str:
        """Until when one may book."""
        found = (await self._get("/sessions", service=service, **{"from": str(day), "until": str(day)})).json()
        return str(found["items"][0]["booking"]["closes_at"])

    async def book(self, child: str, service: str, day: date, *, late: bool = False, wait: bool = False) -> Said:
        """Book one place."""
        place = {"child": self.children[child], "service": service, "day": str(day)}
        wish = {"guardian": self.guardian, "consent": {"late": late, "wait": wait}, "place": place}
        return _said(await self._post(f"/families/{self.family}/reservations", wish))

    async def cancel(self, reservation: int) -> Said:
        """Give one place back."""
        path = f"/families/{self.family}/reservations/{reservation}/cancel"
        return _said(await self._post(path, {"guardian": self.guardian}))

    async def move(self, reservation: int, to: date) -> Said:
        """Move one place to another day."""
        path = f"/families/{self.family}/reservations/{reservation}/move"
        return _said(await self._post(path, {"guardian": self.guardian, "to": str(to)}))

    async def book_many(self, child: str, service: str, days: list[date]) -> list[str]:
        """Book many days at once; what came of each."""
        wanted = [
            {"do": "book", "place": {"child": self.children[child], "service": service, "day": str(day)}}
            for day in days
        ]
        answer = await self._post(f"/families/{self.family}/changes", {"guardian": self.guardian, "changes": wanted})
        return [(one["done"] or one["problem"])["outcome"] for one in answer.json()["results"]]

    async def booked(self) -> list[tuple[str, str, str]]:
        """What is booked: day, service, state."""
        found = (await self._get(f"/families/{self.family}/reservations")).json()["items"]
        return [(one["day"], one["service"], one["state"]) for one in found]

    async def proof(self, reservation: int) -> list[tuple[str, str, str]]:
        """What happened to a reservation: what, by which channel, by whom."""
        path = f"/families/{self.family}/reservations/{reservation}/journal"
        return [(one["entry"], one["channel"], one["name"]) for one in (await self._get(path)).json()["items"]]

    async def every(self, weekdays: list[int], child: str, service: str, first: date, until: date) -> int:
        """Make a standing booking; its number."""
        pattern = {
            "child": self.children[child],
            "service": service,
            "weekdays": weekdays,
            "first": str(first),
            "until": str(until),
        }
        path = f"/families/{self.family}/standing-bookings"
        made = await self._post(path, {"guardian": self.guardian, "pattern": pattern})
        return int(made.json()["standing_booking"]["id"])

    async def end(self, standing: int, from_day: date) -> None:
        """End a standing booking."""
        path = f"/families/{self.family}/standing-bookings/{standing}/end"
        await self._post(path, {"guardian": self.guardian, "from_day": str(from_day)})

    async def head_counts(self, day: date) -> dict[str, int]:
        """Children of a day, by service."""
        counts: dict[str, int] = {}
        for one in (await self._get("/head-counts", day=str(day))).json()["items"]:
            counts[one["service"]] = counts.get(one["service"], 0) + one["children"]
        return counts

    async def closures(self) -> list[str]:
        """Why something is closed in the coming days."""
        return [one["why"] for one in (await self._get("/closures")).json()["items"]]

    async def offers(self) -> list[int]:
        """The reservations that are offered to the family."""
        return [one["id"] for one in (await self._get(f"/families/{self.family}/offers")).json()["items"]]

    async def take(self, offer: int) -> Said:
        """Take an offer."""
        path = f"/families/{self.family}/offers/{offer}/accept"
        return _said(await self._post(path, {"guardian": self.guardian}))

    async def _get(self, path: str, **query: str) -> Response:
        answer = await self._http.get(path, params=query)
        return answer.raise_for_status()

    async def _post(self, path: str, body: dict[str, object]) -> Response:
        return await self._http.post(path, json=body, headers={"Idempotency-Key": uuid4().hex})


def _said(answer: Response) -> Said:
    body = answer.json()
    if answer.is_success:
        return Said(body["outcome"], body["sentence"], body["reservations"])
    return Said(body["outcome"], body["sentence"], why=body["type"], agree_to=body.get("agree_to"))
