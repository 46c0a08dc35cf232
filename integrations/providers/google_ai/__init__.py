"""Google AI: the Gemini models by API key."""
