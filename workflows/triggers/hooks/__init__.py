"""The addresses that other people's programs call: one for each webhook, one for each app that signs its events."""
