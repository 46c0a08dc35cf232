"""The editor: its page, its socket, and what is pushed to it."""
