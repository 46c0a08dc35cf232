"""What makes runs durable: the database is the queue, Celery the wake-up call."""
