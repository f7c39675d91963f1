"""HTTP only: parse, call one use case, shape the answer. Takes: requests. Gives: answers. Never: decides, stores or computes."""
