"""How tests and people steer the sandbox: misbehaviour, settings, the log of requests, a fresh start."""
