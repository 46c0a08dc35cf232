"""A web of its own under `/sandbox/http/`: something to ask for those who try requests to any address."""
