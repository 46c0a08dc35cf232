"""OAuth 2.1 for programs of other makers: they register, an operator signs in and consents, they get short access.

PKCE by S256 always, public clients, exact redirect addresses, codes and refresh tokens that are good once.
"""
