"""How words and requests travel: SMS, Telegram, portal, desk, phone simulator; inbox and outbox."""
