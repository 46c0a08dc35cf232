"""Processes of their own for expressions that loop or read much: no settings, network, files or keys, and bounds."""
