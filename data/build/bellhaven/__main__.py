"""`python -m data.build.bellhaven`: writes the pack."""

import argparse
from pathlib import Path

from data.build.bellhaven.write import write_pack


def main() -> None:
    """Reads the command line and writes the pack."""
    parser = argparse.ArgumentParser(
        prog="python -m data.build.bellhaven", description="Generate the city Bellhaven."
    )
    parser.add_argument(
        "--out", type=Path, default=Path(__file__).parents[2] / "bellhaven", help="folder of the pack"
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="another seed is another history of the same city"
    )
    parser.add_argument("--scale", type=float, default=1, help="multiplies people and events")
    given = parser.parse_args()
    write_pack(given.out, given.seed, given.scale)


if __name__ == "__main__":
    main()
