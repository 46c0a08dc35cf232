"""Google: OAuth, Gmail and Calendar, checked against the discovery documents of google-api-python-client.

A further API is one more line in `served.py` with a table of handlers; routes, parameters, bodies and scopes
come from its document.
"""
