"""Saule: a relationship desk for those who receive more messages than they can give attention to."""

__version__ = "0.1.0"
