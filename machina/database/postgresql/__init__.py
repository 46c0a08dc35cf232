"""PostgreSQL behind a pool that heals at once. Django finds the backend in `base.py`."""
