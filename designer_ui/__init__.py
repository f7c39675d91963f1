"""Where people see and change an app: the shell page, the built assets and the sources they are built from."""
