"""A small page for people: who is there, what is in their accounts, and what shall go wrong."""
