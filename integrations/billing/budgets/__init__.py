"""What customers may spend: budgets, the room that calls on their way take in them, and what is told of them."""
