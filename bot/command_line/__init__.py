"""The command line by subject: names, options and help; what a command does is in `bot.commands`."""
