"""The demo story of the mall CRM, made from a seed and the day of the first start. Never: real people or brands."""
