"""Where SQLite and PostgreSQL differ: columns, connections, locks, faults.

Takes: settings and types. Gives: what the store needs. Never: forms.
"""
