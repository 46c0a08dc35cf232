"""A customer's own data: given out whole, and erased for good."""
