"""A stand-in provider in a process of its own: `python -m tests.fakes twilio --port 0`.

Prints one line of JSON: its address, and what an application needs to speak with it. Ends at SIGTERM or Ctrl-C.
`GET /_control/sent` tells what it took; `POST /_control/ACTION`, with the arguments as a JSON object, does what the
method of that name does: {"code": 21610} to /_control/refuse, {"sender": "+336…", "body": "…"} to /_control/text.
"""

import argparse
import asyncio
import json
import signal
from datetime import UTC, datetime

import uvloop

from tests.fakes.provider import Provider
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio


def main() -> None:
    """Run one stand-in until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes", description=__doc__)
    parser.add_argument("provider", choices=["twilio", "telegram"])
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--app", help="address of the application, for what people write to it")
    parser.add_argument("--public-url", help="the address that the application believes to have, if another (twilio)")
    parser.add_argument("--receipts", nargs="*", default=(), help="told of each text, for instance: sent delivered")
    uvloop.run(_run(parser.parse_args()))


async def _run(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    provider, needed = _provider(options)
    async with provider.on(options.port):
        print(json.dumps({"address": provider.address, **needed}), flush=True)
        await stop.wait()


def _provider(options: argparse.Namespace) -> tuple[Provider, dict[str, str]]:
    if options.provider == "telegram":
        telegram = FakeTelegram(now=_now, app=options.app)
        return telegram, {"token": telegram.token}
    twilio = FakeTwilio(now=_now, app=options.app, public_url=options.public_url, receipts=options.receipts)
    return twilio, {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token, "number": twilio.number}


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    main()
