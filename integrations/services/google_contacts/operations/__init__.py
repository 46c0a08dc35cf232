"""Google Contacts' operations, in the order the palette shows them."""

from integrations.services.google_contacts.operations import contacts, finding, groups, others  # palette

__all__ = ["contacts", "finding", "groups", "others"]
