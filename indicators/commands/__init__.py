"""The commands of `townbell`, one a file: `add(commands)` adds its parser, `run(arguments)` executes it."""
