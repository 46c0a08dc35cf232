"""What Notion's operations take and return."""
