"""The conversation, and everything the bot does by itself; puts the whole together."""
