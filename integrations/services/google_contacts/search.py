"""Google's search of contacts answers from a cache, which an empty search fills.

Source: https://developers.google.com/people/v1/contacts#search_the_users_contacts
"""

from __future__ import annotations

from typing import Any


def warm_up(people: Any) -> None:  # googleapiclient builds its resources at run time
    """Ask for nothing, so that the search that follows knows what there is."""
    people.searchContacts(query="", readMask="names", pageSize=1).execute()
