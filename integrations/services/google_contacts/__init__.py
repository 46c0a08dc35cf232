"""Google Contacts: people, their groups, and who else the account knows."""
