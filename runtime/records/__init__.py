"""The one door to read or write a record. Takes: a Context. Gives: what that caller may see. Never: a way round permissions."""
