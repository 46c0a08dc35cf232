"""A database that comes back from a backup: noticed by its pulse, held in safe mode, and resumed by a person."""
