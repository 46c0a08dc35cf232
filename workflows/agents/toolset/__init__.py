"""The operations as tools: which of them an actor may see and call, and the one way to call them."""
