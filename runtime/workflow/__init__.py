"""Workflows at work: instances, tasks, acts of people. Takes: a unit of work. Gives: the next state. Never: a call to the outside."""
