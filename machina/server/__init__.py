"""The web process: Daphne with bounds of ours on what comes in, on what goes out, and on how it ends."""
