"""`python -m indicators …` is `townbell …`, where the command is not installed."""

from indicators.cli import main

raise SystemExit(main())
