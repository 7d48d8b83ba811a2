from training import card
from training.config import TrainingConfig, read_config
from training.corpus.markup import compile_markup

DOCUMENT = compile_markup(
    '{"id": "a", "hand": "t1"}\n⟦c1|公用经费⟧⟦m1 ac<c1|3万元⟧，⟦c2|会议费⟧⟦m2 ac<c2|1万元⟧。'
)


def score(f1, tp, fp, fn):
    return {"f1": f1, "tp": tp, "fp": fp, "fn": fn}


ROW = {
    "epoch": 2,
    "dev": {
        "spans": {"MONEY": score(1.0, 1200, 0, 0), "micro": score(0.9, 1300, 5, 6)},
        "overlap": {"REASON": score(0.5, 1, 1, 1), "micro": score(0.5, 1, 1, 1)},
        "relations": {"actual": score(0.8, 7, 1, 2), "micro": score(0.8, 7, 1, 2)},
    },
    "watch": {"spans": {"micro": score(0.7, 3, 1, 1)}, "overlap": {}, "relations": {}},
}


def stage(folder, **settings):
    config = TrainingConfig(encoder="enc", train=["t"], dev=["d"], **settings)
    return card.describe(config, folder, {"train": [DOCUMENT] * 3, "dev": [DOCUMENT], "watch": []})


def test_card_tells_data_and_figures_of_each_split(tmp_path):
    card.write(tmp_path, [stage(tmp_path / "one") | {"best": ROW}])
    page = (tmp_path / card.PAGE).read_text(encoding="utf-8")
    assert "|  | train | dev |" in page  # nothing was under watch
    assert "| reports | 3 | 1 |" in page
    assert "| CATEGORY | 6 | 2 |" in page
    assert "| hands | 1 | 1 |" in page
    assert "| spans MONEY | 1.000 (1,200, 0, 0) |  |" in page
    assert "| spans, all | 0.900 (1,300, 5, 6) | 0.700 (3, 1, 1) |" in page
    assert "| relations actual | 0.800 (7, 1, 2) |  |" in page
    assert "| spans CATEGORY" not in page  # not measured
    assert "## Stages" not in page


def test_stages_of_a_continued_run_are_kept_in_order(tmp_path):
    first, second = tmp_path / "one", tmp_path / "model" / "xfnlp" / "training"
    for folder in (first, second):
        folder.mkdir(parents=True)
    assert card.read(first) == []
    card.write(first, [stage(first) | {"best": ROW}])
    card.write(second, [*card.read(first), stage(second, base=str(first)) | {"best": ROW}])
    stages = card.read(tmp_path / "model")  # a released model's folder
    assert [s["run"] for s in stages] == [str(first), str(second)]
    page = card.as_markdown(stages)
    assert f"| {second} | {first} | 3 | 10 | 2 | 0.900 | 0.800 |" in page
    assert page.index("stage1.toml --out") < page.index("stage2.toml --out")


def test_settings_in_the_card_are_a_configuration_that_trains(tmp_path):
    config = TrainingConfig(
        encoder='a "b"\\c', train=["信访", "x"], dev=["d"], head_rate=1e-05, scratch=True, base="r"
    )
    settings = stage(tmp_path)["settings"] | config.model_dump(mode="json")
    path = tmp_path / "stage1.toml"
    path.write_text(card.as_toml(settings), encoding="utf-8")
    assert read_config(path) == config
