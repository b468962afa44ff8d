"""Outreach: contacts made on behalf of others, with a guarantee, tact, and no pressure."""
