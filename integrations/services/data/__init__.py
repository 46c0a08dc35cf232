"""What people would write code for: lists, dates, numbers, text, tables and files, worked on without any vendor."""
