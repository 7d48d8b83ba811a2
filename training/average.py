"""Weights between two runs: `python -m training.average BASE RUN --share 0.5 --out runs/mean`.

A run that goes on from another on new data reads the new kind better and the old a little worse.
Weights on the line between the two often read both as well as either (WiSE-FT, Wortsman et al.
2022, arXiv:2109.01903).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from training import card
from training.checkpoint import load_network, save_network
from xfnlp.errors import ModelError, XfnlpError


def average(base: Path, run: Path, out: Path, *, share: float) -> None:
    """Write base + share · (run − base) to `out`, with the run's card, which tells of it.

    Raises:
        ModelError: where a folder holds no network, or the two are not of one shape.
    """
    if not 0 <= share <= 1:
        raise ModelError(f"share is {share}; it is the part of the second run, from 0 to 1")
    first, alphabet = load_network(base)
    second, other = load_network(run)
    before, after = first.state_dict(), second.state_dict()
    shapes = [
        {name: tuple(value.shape) for name, value in state.items()} for state in (before, after)
    ]
    if shapes[0] != shapes[1] or alphabet.vocabulary != other.vocabulary:
        raise ModelError(f"{base} and {run}: networks of different shape cannot be averaged")
    second.load_state_dict(
        {
            name: before[name].lerp(value, share) if value.is_floating_point() else value
            for name, value in after.items()
        }
    )
    out.mkdir(parents=True, exist_ok=True)
    save_network(out, second, alphabet)
    if stages := card.read(run):
        note = {"base": str(base), "run": str(run), "share": share, "out": str(out)}
        card.write(out, [*stages[:-1], stages[-1] | {"average": note}])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.average", description=__doc__)
    parser.add_argument("base", type=Path, help="run folder or released model")
    parser.add_argument("run", type=Path, help="run folder that went on from there")
    parser.add_argument("--share", type=float, default=0.5, help="of the second, 0 to 1")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        average(options.base, options.run, options.out, share=options.share)
    except XfnlpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
