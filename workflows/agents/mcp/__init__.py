"""The Model Context Protocol: outside agents at ``/mcp/``, for the customer of their key.

Only modules behind ``running`` import the SDK, which takes 20 MB: a web process that nobody asks never does.
"""
