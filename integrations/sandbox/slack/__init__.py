"""A stand-in for Slack: its OAuth v2 for apps, and the methods of its Web API that `methods.json` lists.

Source of the table: the pages under https://docs.slack.dev/reference/methods (arguments, scopes, errors, tiers).
"""
