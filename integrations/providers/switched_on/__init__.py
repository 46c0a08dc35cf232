"""Providers that the setting MACHINA_PROVIDERS switches on: allauth leads the handshake, the setting says the rest."""
