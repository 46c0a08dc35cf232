"""Agents: what they know, remember and talk about."""
