"""Slack: messages, channels, people and files of a workspace."""
