"""What an app is: definitions as data, their checks, changes and versions. No Flask, no SQLAlchemy, no network."""
