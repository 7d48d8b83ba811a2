"""Figures alone, against others: `python -m evaluation.figures_peers`.

Every written form of `tests/figures/forms.tsv` goes to each reader as it stands, and its value
is compared exactly.  cn2an reads numerals, not amounts: it is given the numeral alone, with its
万 or 亿, which is the kindest reading of its purpose.  A peer that
is not installed is named as missing; none is needed by xfnlp.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import platform
import re
import sys
import time
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

TABLE = Path(__file__).resolve().parent.parent / "tests" / "figures" / "forms.tsv"
LABELS = ("MONEY", "PERCENT", "QUANTITY")
_NUMERAL = re.compile(r"[\d.,，．０-９零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+")

Reader = Callable[[str, str], Decimal | None]


class Form(NamedTuple):
    """A written figure and what it is worth: yuan, percent, or a count."""

    written: str
    label: str
    value: Decimal


class Outcome(NamedTuple):
    """How many forms of each label a reader got right, and how long all took."""

    right: dict[str, int]
    read: int
    seconds: float


def forms(path: Path = TABLE) -> list[Form]:
    """The table's forms without repetition; a sign that words give is left out of the value."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        cells = line.replace("⏎", "\n").split("\t")
        if len(cells) >= 3:
            rows.append(Form(cells[0], cells[1], abs(Decimal(cells[2]))))
    return list(dict.fromkeys(rows))


def xfnlp_reader() -> Reader:
    from xfnlp.figures import read_figure

    def read(written: str, label: str) -> Decimal | None:
        figure = read_figure(written, label=label)
        return figure.value if figure else None

    return read


def cn2an_reader() -> Reader:
    import cn2an

    def read(written: str, label: str) -> Decimal | None:
        return decimal(cn2an.cn2an(numeral(written), "smart"))

    return read


def jionlp_reader() -> Reader:
    with contextlib.redirect_stdout(io.StringIO()):  # it greets on import
        import jionlp

    def read(written: str, label: str) -> Decimal | None:
        # Rates and counts are no amounts: their numerals are offered as yuan.
        money = written if label == "MONEY" else numeral(written) + "元"
        found = jionlp.parse_money(money, default_unit="元")
        number = found["num"] if found else None
        return decimal(number[0] if isinstance(number, list) else number)

    return read


def recognizers_reader() -> Reader:
    from recognizers_number import NumberRecognizer
    from recognizers_number_with_unit import NumberWithUnitRecognizer
    from recognizers_text import Culture

    chinese = Culture.Chinese
    models = {
        "MONEY": NumberWithUnitRecognizer(chinese).get_currency_model(),
        "PERCENT": NumberRecognizer(chinese).get_percentage_model(),
        "QUANTITY": NumberRecognizer(chinese).get_number_model(),
    }

    def read(written: str, label: str) -> Decimal | None:
        found = models[label].parse(written)
        value = found[0].resolution.get("value") if found and found[0].resolution else None
        return decimal(value.removesuffix("%") if isinstance(value, str) else value)

    return read


READERS: dict[str, tuple[Callable[[], Reader], str]] = {
    "xfnlp": (xfnlp_reader, ""),
    "cn2an": (cn2an_reader, "cn2an"),
    "JioNLP": (jionlp_reader, "jionlp"),
    "Recognizers-Text": (recognizers_reader, "recognizers-text-suite"),
}


def numeral(written: str) -> str:
    """The numeral of a form, without the words and the unit round it; after 百分之 what follows."""
    found = _NUMERAL.findall(written.split("分之")[-1])
    return found[0] if found else written


def decimal(value: Any) -> Decimal | None:
    """A peer's number as a decimal; None where it is none."""
    try:
        return Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return None


def measure(read: Reader, table: Sequence[Form]) -> Outcome:
    """Run one reader over the table; what it raises counts as not read."""
    right, count = dict.fromkeys(LABELS, 0), 0
    begin = time.perf_counter()
    for form in table:
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                value = read(form.written, form.label)
        except Exception:  # peers raise all kinds for forms that they do not know
            value = None
        count += value is not None
        right[form.label] += value is not None and abs(value) == form.value
    return Outcome(right, count, time.perf_counter() - begin)


def compare(
    table: Sequence[Form], names: Sequence[str] = tuple(READERS)
) -> tuple[dict[str, Outcome], dict[str, str]]:
    """Outcomes by reader, and the readers that are missing with the reason."""
    outcomes, missing = {}, {}
    for name in names:
        make, package = READERS[name]
        try:
            read = make()
        except Exception as error:  # ImportError, or a peer that breaks while it is imported
            missing[name] = f"not run: {type(error).__name__}: {error} (pip install {package})"
            continue
        outcomes[name] = measure(read, table)
    return outcomes, missing


def version(name: str) -> str:
    package = READERS[name][1]
    if not package:
        import xfnlp

        return xfnlp.__version__
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "?"


def as_markdown(
    table: Sequence[Form], outcomes: dict[str, Outcome], missing: dict[str, str]
) -> str:
    totals = {label: sum(form.label == label for form in table) for label in LABELS}
    lines = [
        f"{len(table)} written forms of tests/figures/forms.tsv, exact values; Python "
        f"{platform.python_version()}, {platform.machine()}.  The table was written for xfnlp, "
        "whose tests hold it to all of it: read the others' rows as what they leave open in "
        "budget prose, not as a contest on neutral ground.\n",
        "| | amounts | rates | counts | all | read at all | forms a second |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, outcome in outcomes.items():
        cells = " | ".join(f"{outcome.right[label]} of {totals[label]}" for label in LABELS)
        share = sum(outcome.right.values()) / len(table)
        lines.append(
            f"| {name} {version(name)} | {cells} | {share:.1%} | {outcome.read} "
            f"| {len(table) / outcome.seconds:,.0f} |"
        )
    lines += [f"| {name} | {reason} | | | | | |" for name, reason in missing.items()]
    notes = (
        "\ncn2an is given the numeral without its unit; JioNLP reads amounts, and the numerals of "
        "rates and counts were offered to its amount reader as yuan.  Of a range the lower end "
        "counts, of a form like 约 or 下降 the figure itself."
    )
    return "\n".join(lines) + "\n" + notes + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.figures_peers", description=__doc__)
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument("--name", default="figures-peers", help="name of the result file")
    parser.add_argument("--out", type=Path, default=Path("evaluation/results"))
    options = parser.parse_args(arguments)
    table = forms(options.table)
    text = as_markdown(table, *compare(table))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / f"{options.name}.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
