"""AI agents: what they know, remember and talk about, their tools, and the people they ask."""
