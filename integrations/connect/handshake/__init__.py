"""The way to a provider and back: attempts, allauth's OAuth 2.0 told by them, and how each one ends."""
