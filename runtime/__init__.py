"""What an app does: runs a published revision against records."""
