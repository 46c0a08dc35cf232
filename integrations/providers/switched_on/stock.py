"""allauth's own providers by their ids: ``stock.gitlab`` is its class for GitLab, imported when it is first needed.

Its modules need Django's models, which are not there yet when providers are declared.
"""

from __future__ import annotations

from importlib import import_module

from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider


def __getattr__(name: str) -> type[OAuth2Provider]:
    if name.startswith("_"):
        raise AttributeError(name)
    try:
        module = import_module(f"allauth.socialaccount.providers.{name}.provider")
    except ImportError as error:
        raise AttributeError(f"allauth has no provider {name!r}: {error}") from error
    for each in vars(module).values():
        is_own = isinstance(each, type) and issubclass(each, OAuth2Provider) and each.__module__ == module.__name__
        if is_own and each.id == name:
            return each  # type: ignore[no-any-return]  # a class, as has just been asked
    raise AttributeError(f"allauth's provider {name!r} does not speak OAuth 2")
