"""What the bot answers, an intent at a time."""
