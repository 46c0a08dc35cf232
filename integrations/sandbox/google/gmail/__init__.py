"""Gmail v1: mailboxes that remember."""
