"""Google's OAuth 2.0 and OpenID Connect, for clients whose id begins with `sandbox-`."""
