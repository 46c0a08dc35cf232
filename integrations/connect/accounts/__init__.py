"""Whose accounts are connected: customers, their connections, and what may happen to them."""
