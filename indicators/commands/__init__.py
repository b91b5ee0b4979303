"""The commands of `townbell`, one a file: `add(commands)` says what may be asked, `run(asked)` does it."""
