"""What Slack's operations do."""
