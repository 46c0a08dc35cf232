"""Connect links: what an operator makes and mails, and the pages on which a customer connects accounts."""
