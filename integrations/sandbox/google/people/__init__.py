"""People v1: contacts, their groups, and other people, that remember."""
