"""The API's views, one file per kind of thing. They look up, call an action, and shape its answer."""
