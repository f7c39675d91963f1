"""Written exceptions from the budgets of the house: place → (allowed, reason)."""

LARGE_FILES: dict[str, tuple[int, str]] = {}

LARGE_FUNCTIONS: dict[str, tuple[int, str]] = {}

MANY_PARAMETERS: dict[str, tuple[int, str]] = {
}
