"""What a graph is and whether it is sound. Pure Python: no Django, no database."""
