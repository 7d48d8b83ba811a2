"""A batch of windows through the network, and its loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from training.examples import Example, anchor_of
from training.network import JointNetwork, ranking_loss, span_loss
from xfnlp.scheme import LABELS
from xfnlp.tagger.alphabet import CLS, PAD, SEP
from xfnlp.tagger.decode import POINTED, decode_spans
from xfnlp.tagger.pairs import GROUP_OF, GROUPS, PERMITTED, RELATION_NAMES, pair_table

Ints = npt.NDArray[np.int64]
_GROUP = np.array([GROUP_OF[name] for name in RELATION_NAMES])
_TYPE = {name: number for number, name in enumerate(RELATION_NAMES)}


@dataclass
class Losses:
    """Loss of each window of a batch, (b,): of spans, sentence parts and relations."""

    spans: Tensor
    parts: Tensor
    relations: Tensor

    def windows(self) -> Tensor:
        """All of each window, (b,)."""
        return self.spans + self.parts + self.relations

    def total(self) -> Tensor:
        """What is minimised: the mean over windows."""
        return self.windows().mean()


def pad_ids(windows: Sequence[npt.NDArray[np.int32]]) -> tuple[Ints, Ints]:
    """[CLS] characters [SEP] [PAD]…: ids and mask, both (b, longest + 2)."""
    longest = max(len(ids) for ids in windows)
    ids = np.full((len(windows), longest + 2), PAD, dtype=np.int64)
    for row, window in enumerate(windows):
        ids[row, 0] = CLS
        ids[row, 1 : len(window) + 1] = window
        ids[row, len(window) + 1] = SEP
    return ids, (ids != PAD).astype(np.int64)


def batch_losses(
    network: JointNetwork,
    batch: Sequence[Example],
    device: torch.device,
    *,
    use_found: bool,
    autocast: bool = False,
) -> Losses:
    """Losses of one batch.

    Args:
        use_found: let the relation head see spans that the span head finds wrongly, as it will
            when running.
        autocast: run the encoder in bfloat16.
    """
    ids, mask = pad_ids([example.ids for example in batch])
    with torch.autocast(device.type, torch.bfloat16, enabled=autocast):
        states = network.encode(torch.from_numpy(ids).to(device), torch.from_numpy(mask).to(device))
    states = states.float()
    length = states.shape[1]
    scores = network.spans(states)
    row_of = {LABELS.index(label): row for row, label in enumerate(POINTED)}
    gold = [
        (number, row_of[int(label)], int(start), int(end) - 1)
        for number, example in enumerate(batch)
        for start, end, label in example.spans
    ]
    lengths = torch.tensor([len(example.ids) for example in batch], device=device)
    found_loss = span_loss(scores, torch.tensor(gold, device=device).reshape(-1, 4).long(), lengths)

    offset_parts, part_truth, all_spans, all_pairs, rows = [], [], [], [], _Rows()
    span_count = 0
    found = scores.detach().float().cpu().numpy() if use_found else None
    for number, example in enumerate(batch):
        offset = number * length
        offset_parts.append(example.parts + offset)
        part_truth.append(example.part_truth)
        spans = example.spans
        if found is not None:
            size = len(example.ids)
            spans = _with_found(spans, decode_spans(found[number, :, :size, :size]))
        pairs = pair_table(spans, example.parts[:, 1])
        rows.add(example, spans, pairs, window=number, first_pair=sum(len(p) for p in all_pairs))
        pairs = pairs.copy()
        pairs[:, :2] += span_count
        span_count += len(spans)
        moved = spans.copy()
        moved[:, :2] += offset
        all_spans.append(moved)
        all_pairs.append(pairs)
    parts = torch.from_numpy(np.concatenate(offset_parts)).to(device)
    spans_tensor = torch.from_numpy(np.concatenate(all_spans)).to(device)
    pairs_tensor = torch.from_numpy(np.concatenate(all_pairs)).to(device)
    part_scores, pair_scores = network.pairs(
        states.flatten(0, 1), parts, spans_tensor, pairs_tensor
    )
    part_loss = relation_loss = states.flatten(1).sum(1) * 0.0
    if len(parts):
        wanted = torch.from_numpy(np.concatenate(part_truth)).to(device).float()
        each = torch.nn.functional.binary_cross_entropy_with_logits(
            part_scores, wanted, reduction="none"
        )
        windows = np.repeat(np.arange(len(batch)), [len(example.parts) for example in batch])
        part_loss = part_loss.index_add(0, torch.from_numpy(windows).to(device), each) / 4
    if rows.entries:
        windows_tensor = torch.tensor(rows.windows, device=device)
        each = rows.loss(pair_scores, device)
        relation_loss = relation_loss.index_add(0, windows_tensor, each) / 4
    return Losses(found_loss, part_loss, relation_loss)


def _with_found(spans: Ints, found: Sequence[tuple[int, int, int, float]]) -> Ints:
    have = {tuple(row) for row in spans.tolist()}
    extra = [span[:3] for span in found if span[:3] not in have][: len(spans) + 8]
    return np.concatenate([spans, np.array(extra, dtype=np.int64).reshape(-1, 3)])


class _Rows:
    """Collects, per anchor, the readings to rank: flat (pair, relation) entries and their truth."""

    def __init__(self) -> None:
        self.entries: list[npt.NDArray[np.int64]] = []  # (k, 3): pair, relation, row
        self.truth: list[npt.NDArray[np.bool_]] = []
        self.windows: list[int] = []  # of each row
        self.count = 0

    def add(
        self, example: Example, spans: Ints, pairs: Ints, *, window: int, first_pair: int
    ) -> None:
        if not len(pairs):
            return
        permitted = PERMITTED[spans[pairs[:, 0], 2], spans[pairs[:, 1], 2]]
        pair_rows, types = np.nonzero(permitted)
        groups = _GROUP[types]
        by_tail = np.array([group[2] for group in GROUPS])[groups]
        anchors = np.where(by_tail, pairs[pair_rows, 1], pairs[pair_rows, 0])
        keys = groups * len(spans) + anchors
        hidden = {group * len(spans) + anchor for group, anchor in example.unknown}
        # Where one partner lies outside but another inside, what is inside is still right.
        hidden -= {
            group * len(spans) + anchor for group, anchor in map(anchor_of, example.relations)
        }
        kept = ~np.isin(keys, list(hidden))
        _, rows = np.unique(keys[kept], return_inverse=True)
        gold = {(head, tail, _TYPE[name]) for head, tail, name in example.relations}
        triples = zip(
            pairs[pair_rows[kept], 0].tolist(),
            pairs[pair_rows[kept], 1].tolist(),
            types[kept].tolist(),
            strict=True,
        )
        self.truth.append(np.array([triple in gold for triple in triples], dtype=np.bool_))
        self.entries.append(
            np.stack([pair_rows[kept] + first_pair, types[kept], rows + self.count], axis=1)
        )
        new = int(rows.max()) + 1 if len(rows) else 0
        self.windows += [window] * new
        self.count += new

    def loss(self, scores: Tensor, device: torch.device) -> Tensor:
        entries = torch.from_numpy(np.concatenate(self.entries)).to(device)
        truth = torch.from_numpy(np.concatenate(self.truth)).to(device)
        values = scores[entries[:, 0], entries[:, 1]].float()
        rows = entries[:, 2]
        return ranking_loss(values, truth, rows, self.count)
