"""SQLite with one writer at a time in each process. Django finds the backend in `base.py`."""
