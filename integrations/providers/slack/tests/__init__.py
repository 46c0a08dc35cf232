"""What Slack's answers mean."""
