"""What is given to the operations of Google Tasks, and what they return."""
