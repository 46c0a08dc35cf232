"""Chat: each message of a conversation starts a run of a deployment, whose output is the answer."""
