"""The expression language (docs/reference/expressions.md): one text, one tree, several back ends that agree."""
