"""Choose what training must not see, and write it down for `laborspace build --hold-out`.

python benchmarks/holdout.py corpus/ -o holdout.txt
"""

from __future__ import annotations

import argparse
from pathlib import Path

from laborspace.corpus import Corpus
from laborspace.learning.holdout import choose_hold_out


def main() -> None:
    """Write the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    held = choose_hold_out(Corpus.load(arguments.corpus), seed=arguments.seed)
    arguments.output.write_text("\n".join(held) + "\n", "utf-8")
    print(f"{len(held)} entities held out → {arguments.output}")


if __name__ == "__main__":
    main()
