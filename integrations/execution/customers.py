"""Customers as packages above the door may look them up."""

from integrations.connect.accounts.selectors import get_customer

__all__ = ["get_customer"]
