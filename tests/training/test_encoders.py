"""Encoders of other makes than the project's: vocabulary, positions, and a training with them."""

import json

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from transformers import (
    AutoModel,
    BertConfig,
    ElectraConfig,
    PreTrainedTokenizerFast,
    RobertaConfig,
)

from training.checkpoint import load_network
from training.config import TrainingConfig
from training.corpus.markup import compile_markup
from training.corpus.reading import read_corpus
from training.encoders import load_encoder
from training.train import train
from xfnlp.errors import ModelError
from xfnlp.tagger.alphabet import CLS, PAD, SEP, UNK, Alphabet

TEXT = "2023年基本支出98.83万元，公用经费支出3万元，完成预算的80%。"
MARK = (
    '{"id": "a"}\n2023年⟦c1|基本支出⟧⟦m1 ac<c1|98.83万元⟧，⟦c2|公用经费支出⟧⟦m2 ac<c2|3万元⟧，'
    "完成预算的⟦p1 er<c2|80%⟧。"
)
CHARACTERS = sorted(set(TEXT))
SIZES = {
    "hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64,
}  # fmt: skip
TOKENS = {
    "bert": ["[PAD]", "[unused1]", "基本", *CHARACTERS, "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
    "roberta": ["<s>", "<pad>", "</s>", "<unk>", *CHARACTERS, "<mask>", "支出"],
    "electra": ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *CHARACTERS, "[MASK]"],
}


@pytest.fixture(scope="module", params=["bert", "roberta", "electra"])
def encoder_folder(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    tokens = TOKENS[request.param]
    torch.manual_seed(0)
    if request.param == "bert":
        config = BertConfig(vocab_size=len(tokens), max_position_embeddings=512, **SIZES)
    elif request.param == "roberta":
        config = RobertaConfig(
            vocab_size=len(tokens), max_position_embeddings=514, type_vocab_size=1,
            pad_token_id=1, **SIZES,
        )  # fmt: skip
    else:
        config = ElectraConfig(
            vocab_size=len(tokens), embedding_size=16, max_position_embeddings=512, **SIZES
        )
    AutoModel.from_config(config).save_pretrained(folder)
    if request.param == "bert":
        (folder / "vocab.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    else:
        table = {token: number for number, token in enumerate(tokens)}
        unknown = next(token for token in tokens if token in ("[UNK]", "<unk>"))
        tokenizer = Tokenizer(WordLevel(table, unk_token=unknown))
        PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token=unknown).save_pretrained(
            folder
        )
    return request.param, folder


def test_states_are_those_of_the_encoder_as_it_came(encoder_folder):
    make, folder = encoder_folder
    tokens = TOKENS[make]
    original = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
    encoder, vocabulary = load_encoder(str(folder))
    ours = [CLS, *Alphabet(vocabulary).ids(TEXT).tolist(), SEP]
    assert UNK not in ours
    names = {"[CLS]": "<s>", "[SEP]": "</s>"}
    theirs = [
        tokens.index(t) if t in tokens else tokens.index(names[t])
        for t in ("[CLS]", *TEXT, "[SEP]")
    ]
    with torch.no_grad():
        expected = original(input_ids=torch.tensor([theirs])).last_hidden_state
        padded = torch.tensor([[*ours, PAD, PAD]])
        found = encoder.eval()(input_ids=padded, attention_mask=padded != PAD).last_hidden_state
    assert torch.allclose(found[:, : len(ours)], expected, atol=1e-5)


def test_training_runs_and_its_weights_load_again(encoder_folder, tmp_path):
    _, folder = encoder_folder
    document = compile_markup(MARK)
    source = tmp_path / "train.jsonl"
    source.write_text(json.dumps(document), encoding="utf-8")
    config = TrainingConfig(
        encoder=str(folder), train=[str(source)], dev=[str(source)], epochs=1, precision="float32"
    )
    best = train(config, tmp_path / "run")
    assert best["spans"] > 0
    network, alphabet = load_network(tmp_path / "run")
    assert UNK not in alphabet.ids(read_corpus([source])[0]["text"])
    ids = torch.tensor([[CLS, *alphabet.ids(TEXT).tolist(), SEP]])
    assert network.eval().encode(ids, ids != PAD).shape == (1, len(TEXT), SIZES["hidden_size"])


def test_what_is_no_encoder_is_named(tmp_path):
    with pytest.raises(ModelError, match="no encoder that transformers can load"):
        load_encoder(str(tmp_path))
    config = BertConfig(vocab_size=3, max_position_embeddings=16, **SIZES)
    AutoModel.from_config(config).save_pretrained(tmp_path)
    (tmp_path / "vocab.txt").write_text("[PAD]\n的\n[CLS]\n", encoding="utf-8")
    with pytest.raises(ModelError, match=r"no \[UNK\] or <unk> token"):
        load_encoder(str(tmp_path))
