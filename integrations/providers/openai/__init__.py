"""OpenAI: language models by API key."""
