"""What starts the runs of deployments: webhooks, schedules and what happens in connected accounts."""
