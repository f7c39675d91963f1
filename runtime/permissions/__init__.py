"""What an actor may do: a Decision per form and action, row rules, field masks. Takes: the Actor in the Context. Never: the database."""
