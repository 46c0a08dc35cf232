"""Tasks v1: lists and tasks that remember."""
