"""Slack: workspaces that an app is installed in, by the bot's token and that of the person who installed it."""
