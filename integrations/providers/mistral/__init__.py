"""Mistral: language models by API key."""
