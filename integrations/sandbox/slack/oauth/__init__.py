"""Slack's OAuth v2 for apps: a bot's token for the workspace, and one of the person who installs."""
