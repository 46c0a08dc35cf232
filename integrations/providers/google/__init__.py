"""Google: OpenID Connect for who it is, OAuth 2.0 for what may be done."""
