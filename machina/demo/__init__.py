"""Demo mode: a first operator, invented customers and the sandbox's OAuth app."""

from machina.demo.login import DemoLogin, shown_login

__all__ = ["DemoLogin", "shown_login"]
