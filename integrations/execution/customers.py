"""Customers as packages above the door may look them up."""

from integrations.connect.selectors import get_customer

__all__ = ["get_customer"]
