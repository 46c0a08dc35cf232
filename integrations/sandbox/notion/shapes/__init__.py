"""What requests have to look like: small checks that are put together to whole bodies."""
