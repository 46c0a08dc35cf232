"""Deployments: a version switched on for the owner or a customer, paused, moved, and told whether it can work."""
