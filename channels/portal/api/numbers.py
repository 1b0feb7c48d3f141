"""What stands in the addresses of the API, and in its queries."""

from typing import Annotated

from fastapi import Path, Query

from channels.portal.api.written import Day
from channels.portal.paging import LARGEST_NUMBER

FamilyNumber = Annotated[int, Path(alias="family", ge=1, le=LARGEST_NUMBER, description="A family, by its `id`")]
ChildNumber = Annotated[int, Path(alias="child", ge=1, le=LARGEST_NUMBER, description="A child, by its `id`")]
ReservationNumber = Annotated[
    int, Path(alias="reservation", ge=1, le=LARGEST_NUMBER, description="A reservation, by its `id`")
]
SessionNumber = Annotated[int, Path(alias="session", ge=1, le=LARGEST_NUMBER, description="A session, by its `id`")]
StandingNumber = Annotated[
    int, Path(alias="standing", ge=1, le=LARGEST_NUMBER, description="A standing booking, by its `id`")
]
NoticeNumber = Annotated[int, Path(alias="notice", ge=1, le=LARGEST_NUMBER, description="A notice, by its `id`")]
WebhookNumber = Annotated[int, Path(alias="webhook", ge=1, le=LARGEST_NUMBER, description="A webhook, by its `id`")]
KEY = "^[A-Za-z0-9_-]{1,64}$"
ServiceKey = Annotated[
    str | None, Query(alias="service", pattern=KEY, description="Of this service", examples=["cantine"])
]
SiteKey = Annotated[str | None, Query(alias="site", pattern=KEY, description="At this site", examples=["jean-moulin"])]
First = Annotated[Day, Query(alias="from", description="The first day", examples=["2026-11-30"])]
Last = Annotated[Day, Query(alias="until", description="The last day, included", examples=["2026-12-18"])]
FirstOrToday = Annotated[Day | None, Query(alias="from", description="The first day; today if none is given")]
LastOrNone = Annotated[Day | None, Query(alias="until", description="The last day, included")]
