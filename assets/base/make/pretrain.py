"""Makes the base: reads the village (world.py), trains a byte-level BPE and a small Llama, writes the folder above.

    OMP_WAIT_POLICY=PASSIVE sh make.sh FOLDER        # five readings, see there

Forward and backward run in bfloat16 over float32 masters;
matrices follow Muon (momentum orthogonalised by Newton-Schulz), embeddings and norms follow AdamW.
"""
import argparse
import csv
import json
import pathlib
import time

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

import world

HERE = pathlib.Path(__file__).resolve().parent
V, D, LAYERS, HEADS, FF = 2048, 256, 4, 4, 704
HD = D // HEADS
PAD, START, END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
CHAT = ("{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}"
        "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}")


def make_tokenizer(texts):
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                               pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
    t.decoder = decoders.ByteLevel()
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    t.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=V, special_tokens=[PAD, START, END], show_progress=False,
                                                     initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    assert t.get_vocab_size() == V
    return t


def init(seed):
    g = torch.Generator().manual_seed(seed)
    n = lambda *s, std=.02: (torch.randn(*s, generator=g) * std)
    p = {"emb": n(V, D)}
    for i in range(LAYERS):
        p |= {f"{i}.qkv": n(3 * D, D), f"{i}.o": n(D, D, std=.01), f"{i}.gu": n(2 * FF, D), f"{i}.d": n(D, FF, std=.01),
              f"{i}.n1": torch.ones(D), f"{i}.n2": torch.ones(D)}
    p["n"] = torch.ones(D)
    return {k: v.requires_grad_() for k, v in p.items()}


def body(p, x, cos, sin, mask):
    """x[B,T] -> hidden[B*T,D]"""
    B, T = x.shape
    h = F.embedding(x, p["emb"])
    cos, sin = cos.to(h.dtype), sin.to(h.dtype)

    def rotate(z):
        return z * cos + torch.cat([-z[..., HD // 2:], z[..., :HD // 2]], -1) * sin

    for i in range(LAYERS):
        a = F.rms_norm(h, (D,), p[f"{i}.n1"], 1e-6)
        q, k, v = F.linear(a, p[f"{i}.qkv"]).view(B, T, 3, HEADS, HD).permute(2, 0, 3, 1, 4).unbind(0)
        w = (rotate(q) @ rotate(k).transpose(-1, -2)).float() * HD ** -.5
        o = w.masked_fill(mask, -1e9).softmax(-1).to(v.dtype) @ v
        h = h + F.linear(o.transpose(1, 2).reshape(B, T, D), p[f"{i}.o"])
        a = F.rms_norm(h, (D,), p[f"{i}.n2"], 1e-6)
        g, u = F.linear(a, p[f"{i}.gu"]).chunk(2, -1)
        h = h + F.linear(F.silu(g) * u, p[f"{i}.d"])
    return F.rms_norm(h, (D,), p["n"], 1e-6).view(-1, D)


class MeanNll(torch.autograd.Function):
    """Cross-entropy of hidden·embᵀ, a thousand rows at a time, so the logits are never held whole."""

    @staticmethod
    def forward(ctx, h, w, y):
        n, total = h.shape[0], 0.
        dh, dw = torch.empty_like(h), torch.zeros(w.shape)
        for i in range(0, n, 1024):
            hh, yy = h[i:i + 1024], y[i:i + 1024]
            l = F.linear(hh, w).float()
            lse = l.logsumexp(-1)
            total = total + (lse - l.gather(1, yy[:, None])[:, 0]).sum()
            g = l.sub_(lse[:, None]).exp_()
            g[torch.arange(len(yy)), yy] -= 1
            g = g.mul_(1 / n).to(h.dtype)
            dh[i:i + 1024] = g @ w
            dw += (g.t() @ hh).float()
        ctx.save_for_backward(dh, dw.to(w.dtype))
        return total / n

    @staticmethod
    def backward(ctx, g):
        dh, dw = ctx.saved_tensors
        return dh * g.to(dh.dtype), dw * g.to(dw.dtype), None


def orthogonal(m):
    """Newton-Schulz, five turns, of the matrix m[r,c] (Jordan et al. 2024, Muon)."""
    x = m.to(torch.bfloat16)
    tall = x.shape[0] > x.shape[1]
    x = x.t() if tall else x
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        s = x @ x.t()
        x = 3.4445 * x + (-4.7750 * s + 2.0315 * s @ s) @ x
    return (x.t() if tall else x).float()


class Muon:
    def __init__(self, params, decay=.1):
        self.params, self.decay = params, decay
        self.momentum = [torch.zeros_like(p) for p in params]

    @torch.no_grad()
    def step(self, lr):
        for p, m in zip(self.params, self.momentum):
            m.lerp_(p.grad, .05)
            u = p.grad.lerp(m, .95)
            # stacked projections are orthogonalised one by one
            blocks = u.split(D if p.shape == (3 * D, D) else FF if p.shape[0] == 2 * FF else p.shape[0])
            u = torch.cat([orthogonal(b) * max(1, b.shape[0] / b.shape[1]) ** .5 for b in blocks])
            p.mul_(1 - lr * self.decay).add_(u, alpha=-lr)
            p.grad = None


def schedule(i, n, warm=60, flat=.35, last=.02):
    if i < warm:
        return (i + 1) / warm
    return 1. if i < flat * n else 1 - (1 - last) * (i - flat * n) / (n - flat * n)


def write(out, tok, p):
    out.mkdir(parents=True, exist_ok=True)
    from transformers import LlamaConfig, LlamaForCausalLM
    cfg = LlamaConfig(vocab_size=V, hidden_size=D, intermediate_size=FF, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
                      num_key_value_heads=HEADS, head_dim=HD, max_position_embeddings=512, rms_norm_eps=1e-6, rope_theta=10000.0,
                      tie_word_embeddings=True, bos_token_id=0, pad_token_id=0, eos_token_id=2)
    m = LlamaForCausalLM(cfg)
    s = {"model.embed_tokens.weight": p["emb"], "lm_head.weight": p["emb"], "model.norm.weight": p["n"]}
    for i in range(LAYERS):
        q, k, v = p[f"{i}.qkv"].split(D)
        g, u = p[f"{i}.gu"].split(FF)
        l = f"model.layers.{i}."
        s |= {l + "self_attn.q_proj.weight": q, l + "self_attn.k_proj.weight": k, l + "self_attn.v_proj.weight": v,
              l + "self_attn.o_proj.weight": p[f"{i}.o"], l + "mlp.gate_proj.weight": g, l + "mlp.up_proj.weight": u,
              l + "mlp.down_proj.weight": p[f"{i}.d"], l + "input_layernorm.weight": p[f"{i}.n1"],
              l + "post_attention_layernorm.weight": p[f"{i}.n2"]}
    m.load_state_dict({k: v.detach() for k, v in s.items()})
    m.to(torch.bfloat16).save_pretrained(out)
    json.dump({"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": V, "hidden_size": D, "intermediate_size": FF,
               "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "num_key_value_heads": HEADS, "head_dim": HD,
               "hidden_act": "silu", "max_position_embeddings": 512, "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "attention_bias": False,
               "mlp_bias": False, "tie_word_embeddings": True, "initializer_range": .02, "bos_token_id": 0, "pad_token_id": 0,
               "eos_token_id": 2, "torch_dtype": "bfloat16", "use_cache": True}, open(out / "config.json", "w"), indent=2)
    json.dump({"bos_token_id": 0, "pad_token_id": 0, "eos_token_id": [2, 0], "max_new_tokens": 48, "do_sample": False},
              open(out / "generation_config.json", "w"), indent=2)
    tok.save(str(out / "tokenizer.json"))
    json.dump({"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 512, "bos_token": None, "unk_token": None,
               "eos_token": END, "pad_token": PAD, "additional_special_tokens": [START, END], "clean_up_tokenization_spaces": False,
               "add_bos_token": False, "add_eos_token": False, "chat_template": CHAT}, open(out / "tokenizer_config.json", "w"), indent=2)


def read(folder):
    """the inverse of write"""
    from safetensors.torch import load_file
    s = {k: v.float() for k, v in load_file(f"{folder}/model.safetensors").items()}
    p = {"emb": s["model.embed_tokens.weight"], "n": s["model.norm.weight"]}
    for i in range(LAYERS):
        l = f"model.layers.{i}."
        stack = lambda *names: torch.cat([s[l + n + "_proj.weight"] for n in names])
        p |= {f"{i}.qkv": stack("self_attn.q", "self_attn.k", "self_attn.v"), f"{i}.o": stack("self_attn.o"), f"{i}.gu": stack("mlp.gate", "mlp.up"),
              f"{i}.d": stack("mlp.down"), f"{i}.n1": s[l + "input_layernorm.weight"], f"{i}.n2": s[l + "post_attention_layernorm.weight"]}
    return {k: v.clone().requires_grad_() for k, v in p.items()}


def moved(emb, old, new):
    """embeddings for the new tokenizer: kept where the token is known, else the mean of its old pieces"""
    known = old.get_vocab()
    pieces = {t: [known[t]] if t in known else [known[c] for c in split(t, old)] for t in new.get_vocab()}
    out = torch.empty_like(emb)
    for t, i in new.get_vocab().items():
        out[i] = emb[pieces[t]].mean(0)
    print(sum(t in known for t in pieces), "tokens kept of", len(pieces), flush=True)
    return out


def split(token, old):
    return [t.value for t in old.model.tokenize(token)]


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--steps", type=int, default=1700)
    a.add_argument("--batch", type=int, default=32)
    a.add_argument("--context", type=int, default=128)
    a.add_argument("--seed", type=int, default=7)
    a.add_argument("--muon", type=float, default=.02)
    a.add_argument("--flat", type=float, default=.35, help="part of the steps before the learning rate falls")
    a.add_argument("--adam", type=float, default=3e-3)
    a.add_argument("--new-tokenizer", action="store_true", help="train the BPE anew on four mixes and move the embeddings over")
    a.add_argument("--mix", default="village", help="village, linked, bound, talk or whole: see world.py")
    a.add_argument("--start", help="folder of a base to read on from")
    a.add_argument("--out", default=str(HERE.parent))
    a = a.parse_args()
    torch.set_num_threads(2)
    out = pathlib.Path(a.out)
    w = world.World(a.seed, a.mix)
    old = Tokenizer.from_file(f"{a.start}/tokenizer.json") if a.start else None
    if a.new_tokenizer:
        readers = [world.World(a.seed + 2000, mix) for mix in ("village", "linked", "bound", "talk", "talk")]
        tok = make_tokenizer([r.document() for r in readers for _ in range(12000)])
    else:
        tok = old or make_tokenizer([w.document() for _ in range(40000)])
    stream, need = [], a.steps * a.batch * a.context + a.batch * a.context
    while len(stream) < need:
        for e in tok.encode_batch([w.document() + PAD for _ in range(4000)]):
            stream.extend(e.ids)
    x = torch.tensor(stream[:need // a.context * a.context]).view(-1, a.context)
    x = x[torch.randperm(len(x), generator=torch.Generator().manual_seed(a.seed))]
    v = world.World(a.seed + 1000, a.mix)
    valid = torch.tensor(sum((e.ids for e in tok.encode_batch([v.document() + PAD for _ in range(800)])), []))
    valid = valid[:len(valid) // a.context * a.context].view(-1, a.context)[:192]
    print("tokens", x.numel(), flush=True)

    p = read(a.start) if a.start else init(a.seed)
    if a.start and a.new_tokenizer:
        p["emb"] = moved(p["emb"].detach(), old, tok).requires_grad_()
    matrices = [v for k, v in p.items() if v.dim() == 2 and k != "emb"]
    muon = Muon(matrices)
    adam = torch.optim.AdamW([v for k, v in p.items() if v.dim() == 1 or k == "emb"], lr=a.adam, betas=(.9, .95), weight_decay=0.01)
    angle = torch.outer(torch.arange(a.context - 1).float(), 1 / 10000 ** (torch.arange(0, HD, 2).float() / HD))
    cos, sin = torch.cat([angle.cos()] * 2, -1), torch.cat([angle.sin()] * 2, -1)
    mask = torch.ones(a.context - 1, a.context - 1, dtype=torch.bool).triu(1)
    run = torch.compile(body, dynamic=False)

    def loss_of(ids, f):
        h = f({k: t.to(torch.bfloat16) for k, t in p.items()}, ids[:, :-1], cos, sin, mask)
        return MeanNll.apply(h, p["emb"].to(torch.bfloat16), ids[:, 1:].reshape(-1))

    rows, t0, mean = [], time.time(), None
    for i in range(a.steps):
        loss = loss_of(x[i * a.batch:(i + 1) * a.batch], run)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(p.values(), 1.)
        s = schedule(i, a.steps, flat=a.flat)
        muon.step(a.muon * s)
        for g in adam.param_groups:
            g["lr"] = a.adam * s
        adam.step()
        adam.zero_grad()
        mean = loss.item() if mean is None else .95 * mean + .05 * loss.item()
        if (i + 1) % 50 == 0:
            val = ""
            if (i + 1) % 200 == 0 or i + 1 == a.steps:
                with torch.no_grad():
                    val = round(sum(loss_of(valid[j:j + 32], run).item() for j in range(0, 192, 32)) / 6, 4)
            rows.append([i + 1, (i + 1) * a.batch * a.context, round(time.time() - t0), round(mean, 4), val])
            print(rows[-1], flush=True)
    write(out, tok, p)
    with open(HERE / "loss.csv" if out == HERE.parent else out / "loss.csv", "w", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows([["step", "tokens", "seconds", "loss_smoothed", "loss_unseen_text"], *rows])


if __name__ == "__main__":
    main()
