"""Anthropic: language models by API key."""
