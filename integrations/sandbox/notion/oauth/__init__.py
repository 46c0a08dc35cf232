"""Notion's OAuth: no scopes, Basic with a JSON body, a workspace instead of a person."""
