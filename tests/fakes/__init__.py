"""Stand-ins for Twilio and Telegram: over real HTTP, with a mind of their own, as strict as the real ones.

`async with FakeTwilio(now=…) as twilio:` puts one on a free port (`twilio.address`); what people do are its methods
(`text`, `says`, `presses`), what the bot did is in `sent`, and `drop`, `silent`, `slow`, `fail`, `throttle`, `refuse`
make it misbehave until `recover`. `python -m tests.fakes` runs one in a process of its own.
"""
