"""Memory: what was said in a conversation, kept for the next turn, in a window and a summary of what was before."""
