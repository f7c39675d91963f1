"""The database.

Takes: a unit of work, keys of the compiled revision, Python values. Gives: rows and ids. Never: rights, request text, JSON of the API.
"""
