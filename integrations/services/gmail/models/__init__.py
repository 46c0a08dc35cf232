"""What Gmail's operations take and return."""
