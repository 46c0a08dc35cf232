"""A local stand-in for the providers: OAuth and stateful APIs at `/sandbox/<provider>/…`.

It shares nothing with Machina but the Django process: nobody imports it, it imports nobody, and the same
addresses can be served by another emulator. Everything it knows is in the database, so that several
processes agree. `control/` makes it misbehave on demand; each provider has a package of its own.
"""
