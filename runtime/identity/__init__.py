"""Who people are and how they prove it.

Takes: a Context. Gives: actors, sessions, tokens, people and departments. Never: what records they may see.
"""
