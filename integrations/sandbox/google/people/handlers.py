"""Which methods of People the sandbox implements. The others answer 501."""

from __future__ import annotations

from integrations.sandbox.google.people import contacts, groups, listing

HANDLERS = {
    "people.contactGroups.batchGet": groups.get_groups,
    "people.contactGroups.create": groups.create_group,
    "people.contactGroups.delete": groups.delete_group,
    "people.contactGroups.get": groups.get_group,
    "people.contactGroups.list": groups.list_groups,
    "people.contactGroups.members.modify": groups.modify_members,
    "people.contactGroups.update": groups.update_group,
    "people.otherContacts.list": listing.list_other_contacts,
    "people.people.connections.list": listing.list_connections,
    "people.people.createContact": contacts.create_contact,
    "people.people.deleteContact": contacts.delete_contact,
    "people.people.get": contacts.get_person,
    "people.people.getBatchGet": contacts.get_people,
    "people.people.listDirectoryPeople": listing.list_directory,
    "people.people.searchContacts": listing.search_contacts,
    "people.people.searchDirectoryPeople": listing.search_directory,
    "people.people.updateContact": contacts.update_contact,
}
