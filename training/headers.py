"""Train the classifier of table headers on wordings written here.

    python -m training.headers -o xfnlp/tables/headers.npz

Prints its accuracy on wordings held out (five folds; a wording and its variants stay together).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from xfnlp.tables.headers import MEANINGS, clean_header, features

# A meaning a line: its name, a tab, wordings apart by spaces.
WORDINGS = Path(__file__).with_name("header_wordings.tsv")
_PREFIXED = frozenset({"initial_budget", "annual_budget", "actual", "target", "value", "line"})


def wordings() -> tuple[list[str], list[str], list[int]]:
    """Header texts, their meanings, and the wording each comes from."""
    texts: list[str] = []
    labels: list[str] = []
    groups: list[int] = []
    number = 0
    for row in WORDINGS.read_text(encoding="utf-8").splitlines():
        label, words = row.split("\t")
        for word in dict.fromkeys(words.split()):
            number += 1
            variants = {word, f"{word}情况" if label in ("value",) else word}
            if label in _PREFIXED and len(word) > 2:
                variants |= {f"当年{word}", f"本年度{word}"} if label != "line" else set()
                variants.add(f"其中：{word}" if label == "line" else f"{word}（万元）")
            for variant in sorted(variants):
                texts.append(clean_header(variant))
                labels.append(label)
                groups.append(number)
    return texts, labels, groups


def matrix(texts: Sequence[str], vocabulary: dict[int, int]) -> csr_matrix:
    rows: list[int] = []
    columns: list[int] = []
    for number, text in enumerate(texts):
        for key in dict.fromkeys(features(text)):
            if key in vocabulary:
                rows.append(number)
                columns.append(vocabulary[key])
    values = np.ones(len(rows), dtype=np.float32)
    return csr_matrix((values, (rows, columns)), shape=(len(texts), len(vocabulary)))


def fit(texts: Sequence[str], labels: Sequence[str]) -> tuple[list[int], LogisticRegression]:
    keys = sorted({key for text in texts for key in features(text)})
    model = LogisticRegression(C=6.0, max_iter=600)
    model.fit(matrix(texts, {key: n for n, key in enumerate(keys)}), labels)
    return keys, model


def held_out_accuracy(folds: int = 5) -> tuple[float, list[tuple[str, str, str]]]:
    """Accuracy on wordings not trained on, and the mistakes (text, truth, guess)."""
    texts, labels, groups = wordings()
    right, wrong = 0, []
    for train, test in GroupKFold(folds).split(texts, labels, groups):
        keys, model = fit([texts[i] for i in train], [labels[i] for i in train])
        x = matrix([texts[i] for i in test], {key: n for n, key in enumerate(keys)})
        for place, guess in zip(test, model.predict(x), strict=True):
            if guess == labels[place]:
                right += 1
            else:
                wrong.append((texts[place], labels[place], str(guess)))
    return right / len(texts), wrong


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the classifier of table headers.")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--mistakes", action="store_true")
    arguments = parser.parse_args()
    accuracy, wrong = held_out_accuracy()
    texts, labels, groups = wordings()
    print(f"{len(set(groups))} wordings, {len(MEANINGS)} meanings, held out: {accuracy:.4f}")
    if arguments.mistakes:
        for text, truth, guess in wrong:
            print(f"  {text}: {truth} read as {guess}")
    keys, model = fit(texts, labels)
    order = [list(model.classes_).index(meaning) for meaning in MEANINGS]
    np.savez_compressed(
        arguments.output,
        keys=np.array(keys, dtype=np.uint32),
        weights=model.coef_[order].T.astype(np.float16),
        intercept=model.intercept_[order].astype(np.float32),
    )


if __name__ == "__main__":
    main()
