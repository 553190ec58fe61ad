#!/usr/bin/env python3
"""Holds a model file that `sam quantize` writes against llama.cpp and transformers.

usage: llamacpp.py MODEL [--tokens 40] [--type f16] [--sam packaging/sam]

MODEL is a Hugging Face folder. Its GGUF file is loaded by llama-cpp-python, and the logits of some token ids, all of
them, are compared with transformers' in float32. One JSON line: the largest difference, the largest logit, and how
often both name the same likeliest token. llama.cpp rounds activations to half precision where the file's weights are,
and Gemma's GELU always: differences are thousandths of a logit, not less. llama-cpp-python 0.3.36 (built without a
GPU), transformers 5.23.0 and torch 2.15.0 were used.
"""
import argparse, json, subprocess, tempfile
from pathlib import Path

import numpy
import torch
from llama_cpp import Llama
from transformers import AutoModelForCausalLM

p = argparse.ArgumentParser(); p.add_argument('model'); p.add_argument('--tokens', type=int, default=40)
p.add_argument('--type', default='f16'); p.add_argument('--sam', default='packaging/sam')
a = p.parse_args()
model = AutoModelForCausalLM.from_pretrained(a.model, dtype=torch.float32)
ids = numpy.random.default_rng(7).integers(0, model.config.vocab_size, a.tokens).tolist()
with torch.no_grad():
    theirs = model(torch.tensor([ids])).logits[0].numpy()
with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / 'model.gguf'
    subprocess.run([a.sam, 'quantize', a.model, '--to', str(file), '--type', a.type], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    llama = Llama(str(file), n_ctx=a.tokens, n_batch=a.tokens, logits_all=True, verbose=False)
    llama.eval(ids)
    ours = numpy.array(llama.scores[:a.tokens])
    llama.close()
print(json.dumps(dict(model=Path(a.model).name, type=a.type, difference=float(abs(ours - theirs).max()),
                      largest=float(abs(theirs).max()), same=float((ours.argmax(1) == theirs.argmax(1)).mean()))))
