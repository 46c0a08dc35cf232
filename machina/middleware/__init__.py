"""Middleware of ours, each working in the sync and the async handler without a change of thread."""
