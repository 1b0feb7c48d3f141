"""The town: what its services and sites are called, and what they cost."""

from decimal import Decimal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from booking.rules.acts import Group
from booking.town import Meal, Part, Price, Service, SiteKind, Town
from channels.portal.api.calling import IfNoneMatch, ReadingSessions

routes = APIRouter(tags=["town"])


class PriceShown(BaseModel):
    """One line of a price list, in euros; for whom and for what it holds is said by what is given."""

    label: str
    euros: Decimal
    part: Part | None
    meal: bool | None
    who: list[Group]
    quotient_below: int | None


class ServiceShown(BaseModel):
    """What can be booked, where."""

    key: str
    name: str
    sites: list[str]
    parts: list[Part]
    meal: Meal
    enrolment: bool = Field(description="Whether only enrolled children may book it")
    prices: list[PriceShown]


class SiteShown(BaseModel):
    """A school, a centre or a crèche."""

    key: str
    name: str
    kind: SiteKind
    classes: list[str]


class TownShown(BaseModel):
    """The town, as its file says."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Saint-Aubin-les-Oliviers",
                    "time_zone": "Europe/Paris",
                    "sites": [{"key": "jean-moulin", "name": "école Jean-Moulin", "kind": "school", "classes": ["CP"]}],
                    "services": [
                        {
                            "key": "cantine",
                            "name": "cantine",
                            "sites": ["jean-moulin"],
                            "parts": ["day"],
                            "meal": "always",
                            "enrolment": True,
                            "prices": [
                                {
                                    "label": "repas",
                                    "euros": "3.60",
                                    "part": None,
                                    "meal": None,
                                    "who": [],
                                    "quotient_below": None,
                                }
                            ],
                        }
                    ],
                }
            ]
        }
    )

    name: str
    time_zone: str
    sites: list[SiteShown]
    services: list[ServiceShown]


@routes.get("/town", response_model=TownShown)
async def read_town(call: ReadingSessions, _if_none_match: IfNoneMatch = None) -> Response:
    """The town with its sites, its services and their prices."""
    return call.shown(_shown(call.town))


def _shown(town: Town) -> TownShown:
    return TownShown(
        name=town.name,
        time_zone=town.zone.key,
        sites=[
            SiteShown(key=site.key, name=site.name, kind=site.kind, classes=list(site.classes)) for site in town.sites
        ],
        services=[_service(service) for service in town.services],
    )


def _service(service: Service) -> ServiceShown:
    return ServiceShown(
        key=service.key,
        name=service.name,
        sites=list(service.sites),
        parts=list(service.parts),
        meal=service.meal,
        enrolment=service.enrolment,
        prices=[_price(price) for price in service.prices],
    )


def _price(price: Price) -> PriceShown:
    return PriceShown(
        label=price.label,
        euros=price.euros,
        part=price.part,
        meal=price.meal,
        who=sorted(price.who),
        quotient_below=price.quotient_below,
    )
