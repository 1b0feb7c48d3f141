"""The stand-in: the API, the people's side, and troubles."""

import base64
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.twilio.console import Console, Work
from tests.fakes.twilio.refusals import RefusalError, wrong_number
from tests.fakes.twilio.texts import Text, fits
from tests.fakes.twilio.whatsapp import body_of, is_whatsapp, number_of

LONGEST = 1600

Form = Mapping[str, str]


class FakeTwilio(Console):
    """One account with one number. People's texts are posted to `app`, signed as for `public_url`."""

    actions: ClassVar[tuple[str, ...]] = (
        *Console.actions, "sets", "refuse", "throttle", "text", "again", "receipt", "opt_out", "forget"
    )  # fmt: skip

    # troubles of its own

    def refuse(self, code: int, status: int = 400, times: int | None = None) -> None:
        """Refuse each text with this code."""

        async def act(_: Request) -> Response:
            return RefusalError(code, status).response()

        self.have(act, taken=False, times=times)

    def throttle(self, retry_after: int | None = None, times: int | None = None) -> None:
        """Refuse each call as one too many, with or without saying for how many seconds."""

        async def act(_: Request) -> Response:
            return RefusalError(20429, 429).response(retry_after=retry_after)

        self.have(act, taken=False, times=times)

    # the API

    def routes(self) -> list[Route]:
        account = "/2010-04-01/Accounts/{account}"
        return [
            Route(f"{account}/Messages.json", self._through(self._create), methods=["POST"]),
            Route(f"{account}/Messages.json", self._through(self._list), methods=["GET"]),
            Route(f"{account}/Messages/{{sid}}.json", self._through(self._fetch), methods=["GET"]),
            *(Route(path, self._through(work), methods=["GET"]) for path, work in self.console().items()),
        ]

    def _through(self, work: Work) -> Work:
        async def call(request: Request) -> Response:
            async def answer() -> Response:
                try:
                    self._authenticate(request)
                    return await work(request)
                except RefusalError as refusal:
                    return refusal.response()

            return self.dated(await self.through_trouble(request, answer))

        return call

    def _authenticate(self, request: Request) -> None:
        expected = base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {expected}":
            raise RefusalError(20003, 401)
        if request.path_params.get("account", self.account_sid) != self.account_sid:
            raise RefusalError(20404, 404)

    async def _create(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("ascii"), keep_blank_values=True, errors="strict"))
        try:
            self._check(form)
        except RefusalError as refusal:
            return refusal.response(form.get("To", ""))
        text = self._take(form)
        return JSONResponse(text.as_json(self.account_sid), 201)

    def _take(self, form: Form) -> Text:
        text = Text(
            sid=self.new_sid(),
            to=form["To"],
            sender=form.get("From") or self.number,
            body=body_of(form),
            created=self.now(),
            validity_period=int(form["ValidityPeriod"]) if "ValidityPeriod" in form else None,
            status_callback=form.get("StatusCallback"),
            template=form.get("ContentSid"),
        )
        self.sent.append(text)
        self.texts[text.sid] = text
        self.texts_to[text.to].append(text)
        self.tell_by_itself(text)
        return text

    async def _list(self, request: Request) -> Response:
        wanted = request.query_params
        texts = self.texts_to[wanted["To"]] if "To" in wanted else self.sent
        found = [text for text in reversed(texts) if fits(text, wanted)]
        size, page = int(wanted.get("PageSize", 50)), int(wanted.get("Page", 0))
        shown = found[page * size : (page + 1) * size]
        more = (page + 1) * size < len(found)
        following = request.url.include_query_params(Page=page + 1)
        return JSONResponse(
            {
                "messages": [text.as_json(self.account_sid) for text in shown],
                "page": page,
                "page_size": size,
                "next_page_uri": f"{following.path}?{following.query}" if more else None,
            }
        )

    async def _fetch(self, request: Request) -> Response:
        text = self.texts.get(request.path_params["sid"])
        if text is None:
            raise RefusalError(20404, 404)
        return JSONResponse(text.as_json(self.account_sid))

    def _check(self, form: Form) -> None:
        to, sender, body = form.get("To", ""), form.get("From", ""), body_of(form)
        if not to:
            raise RefusalError(21604)
        if not sender and not form.get("MessagingServiceSid"):
            raise RefusalError(21603)
        if sender and number_of(sender) != self.number:
            raise RefusalError(63007 if is_whatsapp(sender) else 21606)
        if sender and is_whatsapp(sender) != is_whatsapp(to):
            raise RefusalError(21910)
        if not body.strip():
            raise RefusalError(21602)
        if len(body) > LONGEST:
            raise RefusalError(21617)
        if code := wrong_number(number_of(to)):
            raise RefusalError(code)
        if to in self.opted_out:
            raise RefusalError(21610)
