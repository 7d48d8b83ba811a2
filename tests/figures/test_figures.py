"""Properties of figures: value → written form → value, precision, surroundings, speed."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xfnlp.figures import direction, find_figures, read_figure

WIDE = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")
DIGITS = "零一二三四五六七八九"
FORMAL = "零壹贰叁肆伍陆柒捌玖"


def chinese(number: int, digits: str = DIGITS, tens: str = "十百千") -> str:
    """The written-out numeral of a whole number below 10**12, by the rules of the language."""
    if number == 0:
        return digits[0]
    groups = []
    for mark in ("", "万", "亿"):
        groups.append((number % 10**4, mark))
        number //= 10**4
    text, gap = "", False
    for group, mark in reversed(groups):
        if not group:
            gap = bool(text)
            continue
        if text and (gap or group < 1000):
            text += digits[0]
        text += below_myriad(group, digits, tens) + mark
        gap = False
    return text


def below_myriad(number: int, digits: str, tens: str) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        text += digits[0] if gap else ""
        text += digits[digit] + (tens[place - 1] if place else "")
        gap = False
    return text


amounts = st.decimals(min_value=0, max_value=10**7, places=2, allow_nan=False)
wholes = st.integers(min_value=0, max_value=10**12 - 1)


@given(amounts, st.sampled_from([("元", 1), ("万元", 10**4), ("亿元", 10**8), ("千元", 1000)]))
def test_amounts_come_back(value: Decimal, unit: tuple[str, int]) -> None:
    name, scale = unit
    plain, grouped = f"{value}{name}", f"{value:,}{name}"
    spaced = f"{value:,} \n{name}".replace(".", " . ").replace(",", " ,")
    for written in (plain, grouped, plain.translate(WIDE), grouped.translate(WIDE), spaced):
        figure = read_figure(written, label="MONEY")
        assert figure is not None
        assert figure.value == value * scale
        assert figure.step == Decimal("0.01") * scale
        low, high = figure.interval()
        assert low <= figure.value <= high
        assert high - low == figure.step


@given(wholes)
def test_written_out_numerals_come_back(value: int) -> None:
    for written in (chinese(value), chinese(value, FORMAL, "拾佰仟")):
        figure = read_figure(written + "元整", label="MONEY")
        assert figure is not None
        assert figure.value == value


@given(st.integers(1, 9999), st.integers(0, 9999))
def test_mixed_hundred_millions(upper: int, lower: int) -> None:
    figure = read_figure(f"{upper}亿{lower}万元", label="MONEY")
    assert figure is not None
    assert figure.value == upper * 10**8 + lower * 10**4


@given(st.decimals(min_value=0, max_value=2000, places=2))
def test_rates_come_back(value: Decimal) -> None:
    whole, decimals = divmod(value, 1)
    spoken = f"百分之{chinese(int(whole))}点{''.join(DIGITS[int(d)] for d in str(decimals)[2:])}"
    for written in (f"{value}%", f"{value} ％".translate(WIDE), f"{value}个百分点", spoken):
        figure = read_figure(written, label="PERCENT")
        assert figure is not None
        assert (figure.value, figure.unit) == (value, "%")


@given(
    st.integers(0, 10**6), st.sampled_from(["批", "人次", "户", "平方米", "台（套）", "个工作日"])
)
def test_counts_come_back(value: int, unit: str) -> None:
    for written in (f"{value}{unit}", f"{value:,} {unit}", chinese(value) + unit):
        figure = read_figure(written, label="QUANTITY")
        assert figure is not None
        assert (figure.value, figure.unit) == (value, unit)


@given(amounts, st.integers(0, 60))
def test_a_line_break_anywhere_changes_nothing(value: Decimal, place: int) -> None:
    written = f"{value:,}万元"
    broken = written[:place] + "\n" + written[place:]
    assert read_figure(broken, label="MONEY") == read_figure(written, label="MONEY")


@given(
    st.text(
        alphabet="0123456789,.%万亿千百十一二三两余多几元至—-个百分点之人次 \n￥半成", max_size=20
    )
)
def test_nothing_raises(text: str) -> None:
    read_figure(text)
    for found in find_figures(text):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end].strip()


@pytest.mark.parametrize(
    "text", ["", "万", "几十人", "127批600人次", "1∶15", "百分之", "第三", "N/A"]
)
def test_no_single_figure(text: str) -> None:
    figure = read_figure(text)
    assert figure is None or text == "万"


@pytest.mark.parametrize(
    ("text", "before", "after", "low", "high"),
    [
        ("98.83万元", "", "", "988250", "988350"),
        ("380余万元", "", "", "3800000", "3900000"),
        ("90万元", "近", "", "800000", "900000"),
        ("219万元", "约", "", "2180000", "2200000"),
        ("90%", "不低于", "", "90", "Infinity"),
        ("5%", "控制在", "以内", "-Infinity", "5"),
        ("993批", "", "", "993", "993"),
        ("412公里", "", "", "411.5", "412.5"),
        ("80%", "", "", "79.5", "80.5"),
        ("3至5万元", "", "", "25000", "55000"),
        ("六百万元", "", "", "5995000", "6005000"),
    ],
)
def test_interval(text: str, before: str, after: str, low: str, high: str) -> None:
    figure = read_figure(text, before=before, after=after)
    assert figure is not None
    assert figure.interval() == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("before", "sign"),
    [
        ("比上年减少", -1),
        ("较年初预算数增加", 1),
        ("比计划少", -1),
        ("与不低于95%的要求相比高", 1),
        ("低于年度目标", -1),
        ("超目标", 1),
        ("下降到", 0),
        ("提高至", 0),
        ("高标准农田建设投入", 0),
        ("支出下降。本年为", 0),
        ("均不低于", 0),
    ],
)
def test_direction(before: str, sign: int) -> None:
    assert direction(before) == sign


def test_online_is_no_lower_bound() -> None:
    figure = read_figure("2,875件", before="网上", after="，占")
    assert figure is not None
    assert figure.bound is None


def test_near_three_years_is_no_approximation() -> None:
    figure = read_figure("三年", before="在近", after="来")
    assert figure is not None
    assert not figure.approximate


def test_points_are_marked() -> None:
    points, percent = read_figure("3.2个百分点"), read_figure("3.2%")
    assert points is not None
    assert percent is not None
    assert points.points
    assert not percent.points


def test_find_figures_takes_linear_time() -> None:
    def cost(times: int) -> float:
        text = "1 , 2 , 3 , 一二三千百万 12.5万元至 " * times
        start = time.process_time()
        find_figures(text)
        return time.process_time() - start

    cost(10)
    short = min(cost(200) for _ in range(3))
    assert min(cost(1600) for _ in range(2)) < 8 * short * 3
