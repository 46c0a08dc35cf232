"""What Google Drive's operations take and return."""
