"""What a service is: declarations, the registry of them, and everything computed from them. Pure Python."""
