"""Expressions: what stands between ``{{`` and ``}}`` in the parameters of a node. Pure Python."""
