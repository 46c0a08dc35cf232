"""OpenRouter: language models by API key."""
