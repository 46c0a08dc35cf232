"""Gmail: send, find, read and sort mail."""
