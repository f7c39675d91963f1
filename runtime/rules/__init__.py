"""Rules at work: matching at write, time rules by the clock, their log. Takes: events of records. Gives: actions. Never: a row of SQL."""
