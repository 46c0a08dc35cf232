"""How the web process answers calls of webhooks: ahead of Django's middleware, and together what comes together.

What a call of ``/hooks/<public id>/`` needs of the middleware is done here: its id, the allowed host, and the headers
of its answer. Whatever is out of the ordinary, such as a large body or a host that is not ours, goes the long way.
"""
