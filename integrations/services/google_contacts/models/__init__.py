"""What is given to the operations of Google Contacts, and what they return."""
