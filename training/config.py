"""The settings of a training run, read from TOML and written back beside its results."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from training.augment import AugmentRates
from xfnlp.errors import XfnlpError
from xfnlp.tagger.windows import WindowShape

FIRST_RATES = (1e-4, 5e-4)  # of the pretrained encoder and of heads that are new


class TrainingConfig(BaseModel):
    """Everything that decides a run; paths are relative to the working directory.

    `keep` is the share of windows that an epoch after the first trains on; see
    `training.selection`.  Learning rates that are not given depend on where the run starts
    (`with_rates`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    encoder: str
    train: list[str]
    dev: list[str]
    base: str | None = None
    epochs: int = 10
    patience: int = 4
    batch_windows: int = 8
    encoder_rate: float | None = None
    head_rate: float | None = None
    warmup: float = 0.06
    weight_decay: float = 0.01
    dropout: float = 0.1
    seed: int = 1
    precision: Literal["auto", "bfloat16", "float32"] = "auto"
    scratch: bool = False
    keep: float = 1.0
    windows: WindowShape = WindowShape(left=64, right=0)
    augment: AugmentRates = AugmentRates()

    def with_rates(self) -> TrainingConfig:
        """The same with learning rates: a fifth of the usual ones where a run goes on.

        A few reports at the full rates make a trained model forget more than they teach it
        (evaluation/results/learning-style.md).
        """
        share = 0.2 if self.base else 1.0
        rates = dict(zip(("encoder_rate", "head_rate"), FIRST_RATES, strict=True))
        missing = {k: rate * share for k, rate in rates.items() if getattr(self, k) is None}
        return self.model_copy(update=missing)


def read_config(path: Path, **changes: Any) -> TrainingConfig:
    """Read a TOML file; `changes` that are not None replace its settings.

    Raises:
        XfnlpError: naming the file and the setting, where one is missing, unknown or wrong.
    """
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
        settings |= {name: value for name, value in changes.items() if value is not None}
        return TrainingConfig(**settings)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise XfnlpError(f"{path}: cannot read the configuration: {error}") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise XfnlpError(f"{path}: {faults}") from error
