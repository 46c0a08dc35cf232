"""Tools of other people's servers."""
