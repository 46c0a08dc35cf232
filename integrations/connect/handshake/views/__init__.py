"""The pages people see while they connect an account."""
