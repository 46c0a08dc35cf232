"""Runs an agent's step: asks its model, makes the calls that it wants, and stores each before the next begins."""
