"""Groq: language models by API key."""
