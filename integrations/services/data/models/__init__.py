"""What the operations take and return."""
