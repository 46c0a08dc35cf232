"""The demo workspaces and what lies in them."""
