"""Asking a language model for one answer, through the door as any call; ``asking.ask`` is the entrance."""
