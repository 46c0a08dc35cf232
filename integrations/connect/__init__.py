"""How an account gets connected, stays connected and is disconnected."""
