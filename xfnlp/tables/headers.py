"""What a header cell means: a small trained classifier over character n-grams.

`training/headers.py` fits the weights; the lexicon takes part as features, so that a wording
not seen before still finds its meaning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

MEANINGS: Final = (
    "name", "code", "serial", "line_number",
    "initial_budget", "annual_budget", "actual", "prior_actual", "execution_rate",
    "change_amount", "change_rate", "deviation", "share",
    "weight", "score", "target", "value", "level", "indicator", "reason",
    "count", "line", "total", "other", "unit",
)  # fmt: skip
FIELDS: Final = frozenset(MEANINGS[4:13])
# Words that carry a meaning by themselves.
LEXICON: Final = (
    "预算", "决算", "执行", "年初", "全年", "调整", "上年", "去年", "同期", "率", "比", "占",
    "增减", "增长", "差异", "分值", "权重", "得分", "评分", "自评", "满分", "目标", "指标",
    "完成", "实际", "一级", "二级", "三级", "名称", "科目", "项目", "编码", "代码", "行次", "栏次",
    "序号", "原因", "说明", "备注", "数量", "合计", "小计", "总计", "支出", "收入", "费", "拨款",
    "结转", "结余", "资金", "金额", "原值", "计划", "设定", "值", "数", "单位", "性质", "日期",
)  # fmt: skip
_BRACKET = re.compile(r"[（(][^）)]{0,12}[）)]")
_SPACE = re.compile(r"\s+")
_YEAR = re.compile(r"20\d\d年?度?")


def clean_header(text: str) -> str:
    """The words of a header cell: no white space, no unit or number in brackets, no year."""
    folded = _SPACE.sub("", unicodedata.normalize("NFKC", text))
    bare = _YEAR.sub("", _BRACKET.sub("", folded))
    return bare or _YEAR.sub("", folded) or folded


def features(text: str) -> Iterator[int]:
    """Keys of the n-grams and lexicon words of a cleaned header."""
    framed = f"^{text[:24]}$"
    for size in (1, 2, 3, 4):
        for place in range(len(framed) - size + 1):
            yield crc32(f"{size}{framed[place : place + size]}".encode("utf-8", "surrogatepass"))
    for word in LEXICON:
        if word in text:
            yield crc32(f"w{word}".encode("utf-8", "surrogatepass"))
    yield crc32(f"n{min(len(text), 12)}".encode())


@lru_cache(maxsize=1)
def _model() -> tuple[dict[int, int], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    file = resources.files("xfnlp.tables").joinpath("headers.npz")
    with file.open("rb") as stream, np.load(stream) as arrays:
        rows = {int(key): row for row, key in enumerate(arrays["keys"])}
        return rows, arrays["weights"].astype(np.float32), arrays["intercept"].astype(np.float32)


@lru_cache(maxsize=8192)
def header_meaning(text: str) -> tuple[str, float]:
    """The likeliest meaning of a header cell and its probability."""
    words = clean_header(text)
    if not words:
        return "other", 0.0
    table, weights, intercept = _model()
    rows = [table[key] for key in dict.fromkeys(features(words)) if key in table]
    scores = weights[rows].sum(axis=0) + intercept
    scores = np.exp(scores - scores.max())
    best = int(scores.argmax())
    return MEANINGS[best], float(scores[best] / scores.sum())
