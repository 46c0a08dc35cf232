"""The nodes that no service declares: what starts a workflow, and what steers it."""
