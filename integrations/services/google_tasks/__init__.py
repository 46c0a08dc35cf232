"""Google Tasks: to-do lists, and what is on them."""
