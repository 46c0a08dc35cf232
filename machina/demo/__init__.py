"""Demo mode: a first operator, invented customers and the sandbox's OAuth apps."""

from machina.demo.login import DemoLogin, read_login, shown_login

__all__ = ["DemoLogin", "read_login", "shown_login"]
