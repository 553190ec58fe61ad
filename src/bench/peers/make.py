#!/usr/bin/env python3
"""Makes what both sides of a comparison read: a tokenizer, random-weight models of real shapes, tokenised data.

usage: make.py DATA OUT [shape ...]      (shapes: tiny s100m smol135m llama1b; needs transformers, tokenizers, torch)

DATA holds alpaca-1500.json (Alpaca rows), hh-rlhf-harmless-1500.jsonl.gz (HH-RLHF rows) and gsm8k-train-3000.jsonl
(GSM8K rows) in their original shapes; none of them is part of this project.

OUT/tokenizer/            byte-level BPE, 16,384 entries, ChatML specials, trained on the shared data
OUT/<shape>/              Hugging Face folder: config.json, model.safetensors (bf16 for llama1b, else fp32), tokenizer
OUT/sft.jsonl             {"input_ids": [...], "completion_mask": [...]}   Alpaca rows as ChatML, cut at 512 tokens
OUT/dpo.jsonl             {"prompt_ids": [...], "chosen_ids": [...], "rejected_ids": [...]}   HH-RLHF rows, cut at 512
"""
import gzip, json, pathlib, sys
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

DATA = pathlib.Path(sys.argv[1])
SHAPES = {
    'tiny': dict(hidden_size=64, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, intermediate_size=128, vocab_size=16384, tie_word_embeddings=True),
    's100m': dict(hidden_size=768, num_hidden_layers=12, num_attention_heads=12, num_key_value_heads=4, intermediate_size=2048, vocab_size=32000, tie_word_embeddings=True),
    'smol135m': dict(hidden_size=576, num_hidden_layers=30, num_attention_heads=9, num_key_value_heads=3, intermediate_size=1536, vocab_size=49152, tie_word_embeddings=True),
    'llama1b': dict(hidden_size=2048, num_hidden_layers=16, num_attention_heads=32, num_key_value_heads=8, intermediate_size=8192, vocab_size=128256, tie_word_embeddings=True, head_dim=64),
}
IM_START, IM_END, PAD = '<|im_start|>', '<|im_end|>', '<|pad|>'


def alpaca():
    for r in json.load(open(DATA / 'alpaca-1500.json')):
        yield r['instruction'] + ('\n\n' + r['input'] if r['input'] else ''), r['output']


def hh():
    for line in gzip.open(DATA / 'hh-rlhf-harmless-1500.jsonl.gz', 'rt'):
        r = json.loads(line)
        cut = r['chosen'].rfind('\n\nAssistant:') + len('\n\nAssistant:')
        if r['rejected'][:cut] == r['chosen'][:cut]:
            yield r['chosen'][:cut].strip(), r['chosen'][cut:].strip(), r['rejected'][cut:].strip()


def tokenizer(out):
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.decoder = decoders.ByteLevel()
    texts = [p + '\n' + c for p, c in alpaca()] + [' '.join(x) for x in hh()]
    texts += [r['question'] + r['answer'] for r in map(json.loads, open(DATA / 'gsm8k-train-3000.jsonl'))]
    t.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=16384, special_tokens=[PAD, IM_START, IM_END], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    f = PreTrainedTokenizerFast(tokenizer_object=t, pad_token=PAD, eos_token=IM_END, bos_token=None)
    f.chat_template = "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>' + '\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
    f.save_pretrained(out / 'tokenizer')
    return f


def main():
    out = pathlib.Path(sys.argv[2]); out.mkdir(parents=True, exist_ok=True)
    tok = tokenizer(out)
    ids = lambda s: tok.encode(s, add_special_tokens=False)
    with open(out / 'sft.jsonl', 'w') as f:
        for p, c in alpaca():
            a, b = ids(f'{IM_START}user\n{p}{IM_END}\n{IM_START}assistant\n'), ids(f'{c}{IM_END}')
            row = (a + b)[:512]; mask = ([0] * len(a) + [1] * len(b))[:512]
            if sum(mask): f.write(json.dumps({'input_ids': row, 'completion_mask': mask}) + '\n')
    with open(out / 'dpo.jsonl', 'w') as f:
        for p, c, r in hh():
            a, b, d = ids(f'{IM_START}user\n{p}{IM_END}\n{IM_START}assistant\n')[-256:], ids(c + IM_END)[:256], ids(r + IM_END)[:256]
            if b and d: f.write(json.dumps({'prompt_ids': a, 'chosen_ids': b, 'rejected_ids': d}) + '\n')
    for name in sys.argv[3:] or ['tiny', 's100m', 'smol135m']:
        torch.manual_seed(7)
        dtype = torch.bfloat16 if name == 'llama1b' else torch.float32
        torch.set_default_dtype(dtype)
        cfg = LlamaConfig(**SHAPES[name], max_position_embeddings=4096, rope_theta=500000.0, rms_norm_eps=1e-5, pad_token_id=0, bos_token_id=1, eos_token_id=2)
        m = LlamaForCausalLM(cfg); m.save_pretrained(out / name); tok.save_pretrained(out / name)
        torch.set_default_dtype(torch.float32)
        print(name, sum(p.numel() for p in m.parameters()) / 1e6, 'M parameters')


main()
