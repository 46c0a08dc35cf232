"""Who stands in a new account's contacts."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from integrations.sandbox.google.people.store import add_contact
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Account, Contact, ContactBook, ContactGroup

Kind = Contact.Kind


class Cards:
    """Writes people down. An id follows from the ``part`` that somebody plays, the same in every account, so that what
    works on one demo account works on all: ``colleague`` can be changed, ``friend`` is in the group of customers,
    and nobody misses ``obsolete``."""

    def __init__(self, book: ContactBook, now: datetime) -> None:
        self._book = book
        self._now = now

    def write(
        self, part: str, given: str, family: str, email: str, *, kind: Kind = Kind.CONTACT, **more: object
    ) -> None:
        """A person with a name and an address."""
        body: Resource = {"names": [{"givenName": given, "familyName": family}], "emailAddresses": [{"value": email}]}
        groups = ("myContacts", GROUP_ID) if part == "friend" else ("myContacts",)
        add_contact(self._book, body | more, now=self._now, contact_id=contact_id_of(part), kind=kind, groups=groups)


def contact_id_of(part: str) -> str:
    """`c` and digits, as Google makes them."""
    return f"c{int.from_bytes(sha256(f'contact {part}'.encode()).digest()[:8])}"


GROUP_ID = sha256(b"group customers").hexdigest()[:16]


def fill_contact_book(account: Account, now: datetime) -> None:
    """Contacts, people written to once, and those of the same company or club."""
    book = account.contact_book
    name = "Customers" if account.hosted_domain else "Rowing club"
    ContactGroup.objects.create(book=book, group_id=GROUP_ID, name=name, is_system=False, updated_at=now)
    cards = Cards(book, now)
    if account.hosted_domain:
        _fill_work(cards)
    else:
        _fill_home(cards)
    # Whoever has just come into being is known to the search.
    book.refresh_from_db()
    book.search_number = book.change_number
    book.save()


def _fill_work(cards: Cards) -> None:
    cards.write(
        "colleague",
        "Jonas",
        "Brandt",
        "jonas.brandt@globex.example",
        phoneNumbers=[{"value": "+49 40 5550 117", "type": "work"}, {"value": "+49 151 5550 117", "type": "mobile"}],
        organizations=[{"name": "Globex", "title": "Purchasing", "department": "Operations"}],
        biographies=[{"value": "Back in the office on Thursdays.", "contentType": "TEXT_PLAIN"}],
        birthdays=[{"date": {"year": 1988, "month": 12, "day": 10}}],
    )
    cards.write(
        "friend",
        "Mara",
        "Oyelaran",
        "mara@northwind.example",
        phoneNumbers=[{"value": "+44 20 5550 9834", "type": "work"}],
        organizations=[{"name": "Northwind", "title": "Head of Pilot Projects"}],
        addresses=[{"streetAddress": "12 Quay Street", "city": "Bristol", "country": "United Kingdom", "type": "work"}],
    )
    cards.write("obsolete", "Otto", "Falk", "otto@oldsupplier.example")
    cards.write("other", "Ines", "Roth", "ines@printshop.example", kind=Kind.OTHER)
    cards.write("other 2", "Travel", "Desk", "desk@travel.example", kind=Kind.OTHER)
    cards.write("directory", "Jonas", "Brandt", "jonas.brandt@globex.example", kind=Kind.DIRECTORY)
    cards.write("directory 2", "Johanna", "Weiss", "johanna.weiss@globex.example", kind=Kind.DIRECTORY)


def _fill_home(cards: Cards) -> None:
    cards.write(
        "colleague",
        "Jo",
        "Harper",
        "jo.harper@sandmail.example",
        phoneNumbers=[{"value": "+44 117 555 0117", "type": "home"}],
        organizations=[{"name": "Harbour Rowing Club", "title": "Treasurer"}],
    )
    cards.write("friend", "Lena", "Marsh", "lena@sandmail.example", relations=[{"person": "Theo", "type": "brother"}])
    cards.write("obsolete", "Old", "Landlord", "landlord@rooms.example")
    cards.write("other", "Ticket", "Shop", "tickets@concerts.example", kind=Kind.OTHER)
    cards.write("other 2", "Hill", "Hostel", "stay@hostel.example", kind=Kind.OTHER)
    cards.write("directory", "Jo", "Harper", "jo.harper@sandmail.example", kind=Kind.DIRECTORY)
    cards.write("directory 2", "Joan", "Pike", "joan.pike@sandmail.example", kind=Kind.DIRECTORY)
