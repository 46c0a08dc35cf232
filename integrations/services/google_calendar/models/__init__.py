"""What Google Calendar's operations take and return."""
