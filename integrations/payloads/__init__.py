"""Contents of calls, steps and files: kept once, compressed, for a time of their own, and read by who may."""
