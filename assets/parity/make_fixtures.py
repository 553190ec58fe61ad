"""Makes the oracle fixtures beside this file: what transformers, PEFT and TRL answer on small random models.

Run: python make_fixtures.py        (versions in README.md; no network, no GPU, about a minute)
Every number comes from the libraries in float32; a float64 run of the same formulas guards each of them.
"""

import json
import logging
import math
import os
import shutil
import tempfile
import warnings
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
warnings.filterwarnings("ignore")

import torch
import torch.nn.functional as F
from datasets import Dataset, disable_progress_bars
from peft import LoraConfig, PeftModel, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from transformers.utils import logging as transformers_logging
from transformers.utils.chat_template_utils import render_jinja_template
from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer

HERE = Path(__file__).resolve().parent
LINEARS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
logging.disable(logging.WARNING)
disable_progress_bars()
transformers_logging.disable_progress_bar()
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)

CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
# The same text, with the assistant's turn and its end token marked for TRL's assistant_only_loss.
CHATML_MARKED = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' }}"
    "{% if message['role'] == 'assistant' %}{% generation %}{{ message['content'] + '<|im_end|>' }}{% endgeneration %}"
    "{% else %}{{ message['content'] + '<|im_end|>' }}{% endif %}{{ '\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
HEADERS = (
    "{{- bos_token }}\n"
    "{%- for message in messages %}\n"
    "    {{- '<|start|>' + message.role + '<|sep|>\\n\\n' + message.content | trim + '<|end|>' }}\n"
    "{%- endfor %}\n"
    "{%- if add_generation_prompt %}\n"
    "    {{- '<|start|>assistant<|sep|>\\n\\n' }}\n"
    "{%- endif %}\n"
)


def seeded(seed):
    return torch.Generator().manual_seed(seed)


# ---------------------------------------------------------------- tokenizers and models


def make_tokenizer(folder, specials, vocabulary, corpus, **config):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(
        corpus,
        trainers.BpeTrainer(
            vocab_size=vocabulary, special_tokens=specials, initial_alphabet=alphabet, show_progress=False
        ),
    )
    if "bos_token" in config:
        tokenizer.post_processor = processors.TemplateProcessing(
            single=config["bos_token"] + " $A",
            special_tokens=[(config["bos_token"], tokenizer.token_to_id(config["bos_token"]))],
        )
    template = config.pop("chat_template")
    beside = config.pop("template_file")
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **config)
    fast.chat_template = template
    fast.save_pretrained(folder, save_jinja_files=beside)
    # tokenizers writes a pretty file; the repository holds the compact one
    path = folder / "tokenizer.json"
    path.write_text(json.dumps(json.loads(path.read_text()), ensure_ascii=False, separators=(",", ":")) + "\n")
    return AutoTokenizer.from_pretrained(folder)


def random_model(config, seed):
    model = LlamaForCausalLM(config).float()
    generator = seeded(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "norm" in name:
                weight.copy_(1 + 0.2 * torch.randn(weight.shape, generator=generator))
            elif "embed" in name:
                weight.copy_(0.5 * torch.randn(weight.shape, generator=generator))
            else:
                weight.copy_(1.1 / math.sqrt(weight.shape[1]) * torch.randn(weight.shape, generator=generator))
    return model.eval()


def make_models():
    tokenizer = make_tokenizer(
        HERE / "model",
        ["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        304,
        ["the cat sat on the mat and then it ran home", "assistant user system", "what is the answer? the answer is 12."] * 4,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        chat_template=CHATML,
        template_file=False,
        model_max_length=256,
    )
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=36,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=8,
        max_position_embeddings=256,
        rms_norm_eps=1e-5,
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=2,
        pad_token_id=0,
    )
    random_model(config, 1).save_pretrained(HERE / "model")

    small = make_tokenizer(
        HERE / "untied",
        ["<|begin|>", "<|end|>", "<|start|>", "<|sep|>"],
        272,
        ["the cat sat on the mat", "user assistant"] * 3,
        bos_token="<|begin|>",
        eos_token="<|end|>",
        pad_token="<|end|>",
        chat_template=HEADERS,
        template_file=True,
        model_max_length=128,
    )
    config = LlamaConfig(
        vocab_size=len(small),
        hidden_size=12,
        intermediate_size=20,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=10,
        max_position_embeddings=128,
        rms_norm_eps=1e-6,
        rope_parameters={"rope_type": "default", "rope_theta": 500000.0},
        tie_word_embeddings=False,
        bos_token_id=0,
        eos_token_id=1,
    )
    random_model(config, 2).to(torch.bfloat16).save_pretrained(HERE / "untied", max_shard_size="12KB")
    # the form of config.json before transformers 5
    path = HERE / "untied" / "config.json"
    old = json.loads(path.read_text())
    old["rope_theta"] = old.pop("rope_parameters")["rope_theta"]
    old["torch_dtype"] = old.pop("dtype")
    path.write_text(json.dumps(old, indent=2) + "\n")
    return tokenizer, small


def make_adapter(name, r, alpha, seed):
    base = AutoModelForCausalLM.from_pretrained(HERE / "model", dtype=torch.float32)
    peft = get_peft_model(base, LoraConfig(r=r, lora_alpha=alpha, target_modules=LINEARS, task_type="CAUSAL_LM"))
    generator = seeded(seed)
    with torch.no_grad():
        for parameter_name, weight in peft.named_parameters():
            if "lora_A" in parameter_name:
                weight.copy_(torch.randn(weight.shape, generator=generator) / math.sqrt(weight.shape[1]))
            elif "lora_B" in parameter_name:
                weight.copy_(0.12 * torch.randn(weight.shape, generator=generator))
    peft.peft_config["default"].base_model_name_or_path = "model"
    peft.save_pretrained(HERE / name)
    (HERE / name / "README.md").unlink(missing_ok=True)
    path = HERE / name / "adapter_config.json"
    config = json.loads(path.read_text())
    config["target_modules"].sort()  # PEFT writes a set in any order
    path.write_text(json.dumps(config, indent=2) + "\n")


def below_merged(dtype=torch.float32):
    """base + `below` as a plain model: what a frozen stack is to the trainers."""
    base = AutoModelForCausalLM.from_pretrained(HERE / "model", dtype=torch.float64)
    merged = PeftModel.from_pretrained(base, HERE / "below", autocast_adapter_dtype=False).merge_and_unload()
    return merged.to(dtype)


def two_live(dtype):
    """base with both adapters active and `top` trainable."""
    base = AutoModelForCausalLM.from_pretrained(HERE / "model", dtype=dtype)
    model = PeftModel.from_pretrained(base, HERE / "below", adapter_name="below", autocast_adapter_dtype=False)
    model.load_adapter(HERE / "top", adapter_name="top", autocast_adapter_dtype=False)
    model.base_model.set_adapter(["below", "top"])
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(".top." in name)
        if "lora" in name:
            parameter.data = parameter.data.to(dtype)
    return model.eval()


# ---------------------------------------------------------------- rows


def ids(length, generator):
    return torch.randint(3, 304, (length,), generator=generator).tolist()


def make_rows():
    generator = seeded(5)
    sft = []
    for prompt, completion in [(6, 9), (3, 17), (11, 4), (1, 7), (9, 12), (5, 1), (14, 10), (2, 21)]:
        tokens = ids(prompt + completion - 1, generator) + [2]
        sft.append({"input_ids": tokens, "completion_mask": [0] * prompt + [1] * completion})
    # one row with two answers, as a conversation of two turns has
    sft[4]["completion_mask"][13:16] = [0, 0, 0]
    dpo = []
    for prompt, chosen, rejected in [(6, 8, 5), (3, 4, 12), (9, 10, 10), (4, 3, 7), (12, 6, 2), (5, 14, 9)]:
        dpo.append(
            {
                "prompt_ids": ids(prompt, generator),
                "chosen_ids": ids(chosen - 1, generator) + [2],
                "rejected_ids": ids(rejected - 1, generator) + [2],
            }
        )
    for name, rows in (("sft.jsonl", sft), ("dpo.jsonl", dpo)):
        (HERE / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    return sft, dpo


# ---------------------------------------------------------------- TRL


COMMON = dict(
    use_cpu=True,
    bf16=False,
    gradient_checkpointing=False,
    report_to=[],
    save_strategy="no",
    logging_steps=1,
    disable_tqdm=True,
    train_sampling_strategy="sequential",
    dataloader_num_workers=0,
    remove_unused_columns=False,
)
TOP = dict(r=3, lora_alpha=6, lora_dropout=0.0, target_modules=LINEARS, task_type="CAUSAL_LM")


def load_top(trainer):
    set_peft_model_state_dict(trainer.model, load_file(HERE / "top" / "adapter_model.safetensors"))
    trainer.model.train()


def gradients(model, suffix=".default"):
    return {
        name.replace(suffix + ".weight", ".weight"): p.grad.detach().clone()
        for name, p in model.named_parameters()
        if p.requires_grad
    }


def sft_trainer(rows, tokenizer, out, **settings):
    return SFTTrainer(
        model=below_merged(),
        # for rows that are already tokenised TRL honours completion_mask only when told to
        args=SFTConfig(output_dir=out, completion_only_loss="input_ids" in rows[0] or None, **{**COMMON, **settings}),
        train_dataset=Dataset.from_list(rows),
        processing_class=tokenizer,
        peft_config=LoraConfig(**TOP),
    )


class Tokenised(DPOTrainer):
    """DPOTrainer on rows that are already tokenised: only its preparation is left out."""

    def _prepare_dataset(self, dataset, *arguments):
        return dataset


def dpo_trainer(rows, tokenizer, out, kind=Tokenised, **settings):
    return kind(
        model=below_merged(),
        args=DPOConfig(output_dir=out, **{**COMMON, **settings}),
        train_dataset=Dataset.from_list(rows),
        processing_class=tokenizer,
        peft_config=LoraConfig(**TOP),
    )


# ---------------------------------------------------------------- float64 guard


def sequence_logps(model, tokens, mask):
    logits = model(input_ids=torch.tensor([tokens])).logits[0, :-1]
    picked = F.log_softmax(logits, -1).gather(1, torch.tensor(tokens[1:])[:, None])[:, 0]
    return picked * torch.tensor(mask[1:], dtype=picked.dtype)


def near(got, want, what, limit=2e-6):
    got, want = torch.as_tensor(got, dtype=torch.float64), torch.as_tensor(want, dtype=torch.float64)
    error = ((got - want).abs().max() / want.abs().max().clamp(min=1e-12)).item()
    assert error <= limit, f"{what}: {error}"
    return error


def near_all(got, want, what):
    assert got.keys() == want.keys(), what
    return max(near(got[name], want[name], what + " " + name, 4e-6) for name in got)


# ---------------------------------------------------------------- the parts


def losses_and_gradients(sft, dpo, tokenizer, out):
    expected, fixture = {}, {}
    exact = two_live(torch.float64)
    bare = below_merged(torch.float64)

    trainer = sft_trainer(sft, tokenizer, out, max_length=None)
    load_top(trainer)
    batch = trainer.data_collator([trainer.train_dataset[i] for i in range(len(sft))])
    targets = (batch["labels"][:, 1:] != -100).sum()
    loss = trainer.compute_loss(trainer.model, dict(batch), num_items_in_batch=targets)
    loss.backward()
    found = gradients(trainer.model)
    with torch.no_grad():
        logps = trainer.model(**batch, use_cache=False, fused_lm_head=True).log_probs.sum(1)
    exact.zero_grad()
    rows = [sequence_logps(exact, row["input_ids"], row["completion_mask"]) for row in sft]
    truth = -sum(row.sum() for row in rows) / targets
    truth.backward()
    print("sft  loss", near(loss.item(), truth.item(), "sft loss"), "logps", near(logps, torch.stack([r.sum() for r in rows]), "sft logps"))
    print("sft  gradients", near_all(found, gradients(exact, ".top"), "sft"))
    expected |= {"sft.grad." + name: grad for name, grad in found.items()}
    fixture["sft"] = {
        "rows": "sft.jsonl",
        "loss": loss.item(),
        "logps": logps.tolist(),
        "tokens": (batch["labels"][:, 1:] != -100).sum(1).tolist(),
    }

    def dpo_part(**settings):
        trainer = dpo_trainer(dpo, tokenizer, out, max_length=None, **settings)
        load_top(trainer)
        batch = trainer.data_collator(dpo)
        loss = trainer.compute_loss(trainer.model, dict(batch))
        loss.backward()
        with torch.no_grad():
            reference = trainer.compute_ref_log_probs(trainer.model, dict(batch))
            labels = batch["input_ids"].masked_fill(batch["completion_mask"] == 0, -100)
            policy = trainer.model(
                input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], labels=labels, use_cache=False, fused_lm_head=True
            ).log_probs.sum(1).chunk(2)
        return trainer, loss.item(), gradients(trainer.model), policy, reference

    def dpo_truth(sft_weight):
        exact.zero_grad()
        margins, chosen_tokens = [], []
        for row in dpo:
            logratios = []
            for side in ("chosen_ids", "rejected_ids"):
                tokens = row["prompt_ids"] + row[side]
                mask = [0] * len(row["prompt_ids"]) + [1] * len(row[side])
                policy = sequence_logps(exact, tokens, mask)
                with torch.no_grad():
                    reference = sequence_logps(bare, tokens, mask)
                logratios.append(policy.sum() - reference.sum())
                if side == "chosen_ids":
                    chosen_tokens.append(policy[len(row["prompt_ids"]) - 1 :])
            margins.append(logratios[0] - logratios[1])
        loss = -F.logsigmoid(0.1 * torch.stack(margins)).mean() - sft_weight * torch.cat(chosen_tokens).mean()
        loss.backward()
        return loss.item(), gradients(exact, ".top"), torch.stack(margins).detach()

    trainer, loss, found, policy, reference = dpo_part(beta=0.1)
    truth, truth_gradients, margins = dpo_truth(0.0)
    rewards = [0.1 * (policy[i] - reference[i]) for i in (0, 1)]
    print("dpo  loss", near(loss, truth, "dpo loss"), "margins", near(rewards[0] - rewards[1], 0.1 * margins, "dpo margins", 1e-5))
    print("dpo  gradients", near_all(found, truth_gradients, "dpo"))
    near(rewards[0].mean(), trainer._metrics["train"]["rewards/chosen"][0], "TRL's own rewards/chosen")
    near(rewards[1].mean(), trainer._metrics["train"]["rewards/rejected"][0], "TRL's own rewards/rejected")
    expected |= {"dpo.grad." + name: grad for name, grad in found.items()}
    fixture["dpo"] = {
        "rows": "dpo.jsonl",
        "beta": 0.1,
        "loss": loss,
        "rewards_chosen": rewards[0].tolist(),
        "rewards_rejected": rewards[1].tolist(),
        "ref_chosen": reference[0].tolist(),
        "ref_rejected": reference[1].tolist(),
    }

    both = dict(loss_type=["sigmoid", "sft"], loss_weights=[1.0, 0.1])
    trainer, loss, found, _, _ = dpo_part(beta=0.1, **both)
    truth, truth_gradients, _ = dpo_truth(0.1)
    print("both loss", near(loss, truth, "dpo_sft loss"), "gradients", near_all(found, truth_gradients, "dpo_sft"))
    expected |= {"dpo_sft.grad." + name: grad for name, grad in found.items()}
    fixture["dpo_sft"] = {"rows": "dpo.jsonl", "beta": 0.1, **both, "loss": loss}
    return fixture, expected


def five_steps(sft, tokenizer, out):
    """Five AdamW steps of TRL's own training loop: two micro-batches a step, three passes over eight rows, clipped."""
    settings = dict(
        learning_rate=5e-3,
        weight_decay=0.1,
        adam_beta1=0.9,
        adam_beta2=0.98,
        adam_epsilon=1e-8,
        warmup_steps=2,
        lr_scheduler_type="cosine",
        max_grad_norm=0.5,
        per_device_train_batch_size=2,
        gradient_accumulation_steps=2,
        max_steps=5,
        max_length=24,
        seed=42,
    )
    trainer = sft_trainer(sft, tokenizer, out, **settings)
    load_top(trainer)
    trainer.train()
    log = [entry for entry in trainer.state.log_history if "grad_norm" in entry]
    assert len(log) == 5 and log[0]["learning_rate"] == 0 and any(entry["grad_norm"] > 0.5 for entry in log)
    weights = get_peft_model_state_dict(trainer.model)
    start = load_file(HERE / "top" / "adapter_model.safetensors")
    assert weights.keys() == start.keys() and all((weights[k] - start[k]).norm() > 1e-3 for k in start)
    part = {
        "rows": "sft.jsonl",
        "steps": 5,
        "settings": {**settings, "shuffle_dataset": False, "lora_r": 3, "lora_alpha": 6},
        "losses": [entry["loss"] for entry in log],
        "grad_norms": [entry["grad_norm"] for entry in log],
        "learning_rates": [entry["learning_rate"] for entry in log],
        "num_tokens": [entry["num_tokens"] for entry in log],
    }
    return part, {"adamw." + name: value.detach().clone() for name, value in weights.items()}


def logits_and_greedy():
    model = two_live(torch.float32)
    untied = AutoModelForCausalLM.from_pretrained(HERE / "untied", dtype=torch.float32).eval()
    tokens = ids(12, seeded(11))
    small = torch.randint(4, 272, (8,), generator=seeded(12)).tolist()
    with torch.no_grad():
        expected = {
            "logits": model(input_ids=torch.tensor([tokens])).logits[0],
            "untied.logits": untied(input_ids=torch.tensor([small])).logits[0],
        }
        near(expected["logits"], two_live(torch.float64)(input_ids=torch.tensor([tokens])).logits[0], "logits", 1e-5)
    # a prompt whose 40 greedy tokens are never a near tie and do not end early
    for seed in range(100):
        prompt = ids(7, seeded(100 + seed))
        answer = model.generate(
            torch.tensor([prompt]), do_sample=False, max_new_tokens=40, output_scores=True, return_dict_in_generate=True
        )
        new = answer.sequences[0, len(prompt) :].tolist()
        gap = min((top[0, 0] - top[0, 1]).item() for top in (s.topk(2).values for s in answer.scores))
        if len(new) == 40 and gap > 0.01 and len(set(new)) > 5:
            break
    else:
        raise AssertionError("no clear greedy prompt")
    return {
        "logits": {"input_ids": tokens},
        "untied": {"input_ids": small},
        "greedy": {"prompt_ids": prompt, "new_ids": new},
    }, expected


TALK = [
    {"role": "system", "content": "  You are SAM. "},
    {"role": "user", "content": "What is 3 < 4 & \"so\"?\n"},
    {"role": "assistant", "content": " It is true. \n"},
    {"role": "user", "content": "Größe? 東京 🦊"},
    {"role": "assistant", "content": "Fox's."},
]
TEMPLATES = {
    "chatml": CHATML,
    "chatml with a default system line": (
        "{%- if messages[0]['role'] == 'system' -%}{%- set rest = messages[1:] -%}{%- set line = messages[0]['content'] | trim -%}"
        "{%- else -%}{%- set rest = messages -%}{%- set line = 'You are a helpful assistant.' -%}{%- endif -%}"
        "{{- '<|im_start|>system\\n' ~ line ~ '<|im_end|>\\n' -}}"
        "{%- for message in rest -%}{{- '<|im_start|>' ~ message.role ~ '\\n' ~ message.content ~ '<|im_end|>\\n' -}}{%- endfor -%}"
        "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}"
    ),
    "headers": HEADERS,
    "instruction brackets": (
        "{{ bos_token }}{% set ns = namespace(system='') %}\n"
        "{% for m in messages %}\n"
        "{% if m['role'] == 'system' %}{% set ns.system = m['content'].strip() + '\\n\\n' %}\n"
        "{% elif m['role'] == 'user' %}{{ '[INST] ' + ns.system + m['content'].strip() + ' [/INST]' }}{% set ns.system = '' %}\n"
        "{% elif m['role'] == 'assistant' %}{{ ' ' + m['content'].strip() + eos_token }}\n"
        "{% else %}{{ raise_exception('Only system, user and assistant roles are known.') }}{% endif %}\n"
        "{% endfor %}\n"
    ),
    "turns with another name for the assistant": (
        "{{ bos_token }}{% for message in messages if message['role'] != 'system' %}"
        "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Turns must alternate.') }}{% endif %}"
        "{% set role = 'model' if message['role'] == 'assistant' else message['role'] %}"
        "{{ '<turn>' + role + '\\n' + message['content'] | trim + '</turn>\\n' }}{% endfor %}"
        "{% if add_generation_prompt %}{{ '<turn>model\\n' }}{% endif %}"
    ),
    "plain names": (
        "{% for message in messages %}{{ '<s>' if loop.first else '' }}{% if message['role'] == 'system' %}{{ message['content'] + '\\n' }}"
        "{% elif message['role'] == 'user' %}{{ 'User: ' + message['content'] + '\\n' }}"
        "{% else %}{{ 'SAM: ' + message['content'] + '</s>\\n' }}{% endif %}{% endfor %}"
        "{% if add_generation_prompt %}{{ 'SAM:' }}{% endif %}"
    ),
    "whitespace and tests": (
        "{# a comment #}\n"
        "{% for message in messages %}\n"
        "    {%- if message is defined and message.role in ['user', 'assistant'] and not loop.last %}\n"
        "  {{ loop.index }}/{{ loop.length }} {{ message.role | upper }}: {{ message['content'] | trim | tojson }}\n"
        "    {%- elif loop.last %}\n"
        "LAST {{ message['content'].split('.')[0] | default('none') }}{{ missing | default(' -') }}\n"
        "    {%- endif %}\n"
        "{% endfor %}\n"
    ),
}


def templates():
    cases = []
    for name, template in TEMPLATES.items():
        for talk, generation in ((TALK, False), (TALK[1:4], True)):
            case = {
                "name": name,
                "template": template,
                "messages": talk,
                "add_generation_prompt": generation,
                "bos_token": "<s>",
                "eos_token": "</s>",
            }
            rendered, _ = render_jinja_template(
                [talk], chat_template=template, add_generation_prompt=generation, bos_token="<s>", eos_token="</s>"
            )
            cases.append({**case, "rendered": rendered[0]})
    return cases


TEXTS = [
    "the cat sat on the mat",
    " the  cat\n\nran\thome ",
    "What is 12 + 7? The answer is 19.",
    "don't we'll I'm",
    "Größe 東京 🦊 e\u0301",
    "<|im_start|>user\nhi<|im_end|>\n",
    "before<|endoftext|>after <|im_end|> end",
    "a\u00a0b\u2028c",
    "",
]


def text_rows(tokenizer, small, out):
    """One row of every --data shape, with the ids TRL's own preparation makes of it."""
    user = lambda text: {"role": "user", "content": text}
    sam = lambda text: {"role": "assistant", "content": text}
    system = {"role": "system", "content": "Be brief."}
    marked = AutoTokenizer.from_pretrained(HERE / "model")
    marked.chat_template = CHATML_MARKED
    lines = []

    def sft(name, tok, row, **settings):
        trainer = sft_trainer([row], tok, out, max_length=settings.pop("max_length", None), **settings)
        prepared = trainer.train_dataset[0]
        mask = [int(label != -100) for label in prepared["labels"]]
        assert any(mask), row
        case = {"tokenizer": name, "row": row, "input_ids": prepared["input_ids"], "completion_mask": mask}
        if trainer.args.max_length:
            case["max_length"] = trainer.args.max_length
        lines.append(case)

    def dpo(name, tok, row):
        plain = dpo_trainer([row], tok, out, kind=DPOTrainer, max_length=None)
        prepared = plain.train_dataset[0]
        lines.append({"tokenizer": name, "row": row, **{k: prepared[k] for k in ("prompt_ids", "chosen_ids", "rejected_ids")}})

    pair = {"prompt": "What is the answer? ", "completion": "the answer is 12."}
    sft("model", tokenizer, pair)
    sft("model", tokenizer, {"prompt": "the ca", "completion": "t sat on the mat"})  # tokens merge over the border
    sft("model", tokenizer, {"prompt": "the cat", "completion": " ran home<|im_end|>"})  # the end token is there
    sft("model", tokenizer, {"prompt": "Größe 🦊", "completion": " 東京\n"})
    sft("model", tokenizer, {"prompt": "the cat sat on the", "completion": " mat and then it ran home"}, max_length=10)
    sft("untied", small, pair)  # a tokenizer that puts its begin token before raw text
    talk = {"prompt": [system, user("the cat?")], "completion": [sam("sat on the mat.")]}
    sft("model", tokenizer, talk)
    sft("untied", small, talk)
    sft("model", marked, {"messages": [system, user("hi"), sam("the cat"), user("and then?"), sam("it ran home")]}, assistant_only_loss=True)
    sft("model", marked, {"messages": [user("the mat?"), sam("the mat.")]}, assistant_only_loss=True)
    better = {"prompt": "the cat ", "chosen": "sat on the mat", "rejected": "ran"}
    dpo("model", tokenizer, better)
    dpo("untied", small, better)
    dpo("model", tokenizer, {"prompt": "the ca", "chosen": "t sat", "rejected": "r ran home<|im_end|>"})
    dpo("model", tokenizer, {"prompt": [user("what is it?")], "chosen": [sam("the cat")], "rejected": [sam("it is 12")]})
    dpo("untied", small, {"prompt": [system, user("what?")], "chosen": [sam("the cat")], "rejected": [sam("no")]})
    (HERE / "text.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def main():
    for folder in ("model", "untied", "below", "top"):
        shutil.rmtree(HERE / folder, ignore_errors=True)
    tokenizer, small = make_models()
    make_adapter("below", 4, 8, 3)
    make_adapter("top", 3, 6, 4)
    sft, dpo = make_rows()
    with tempfile.TemporaryDirectory() as out:
        fixture, expected = losses_and_gradients(sft, dpo, tokenizer, out)
        fixture["adamw"], weights = five_steps(sft, tokenizer, out)
        text_rows(tokenizer, small, out)
    more, logits = logits_and_greedy()
    fixture |= more
    fixture["templates"] = templates()
    fixture["tokens"] = [{"text": text, "ids": tokenizer(text, add_special_tokens=False)["input_ids"]} for text in TEXTS]
    import peft, tokenizers, transformers, trl

    versions = {m.__name__: m.__version__ for m in (torch, transformers, peft, trl, tokenizers)}
    fixture = {
        "versions": {**versions, "torch": versions["torch"].split("+")[0]},
        "settings": {"lora_r": 3, "lora_alpha": 6, "target_modules": LINEARS, "beta": 0.1},
        "model": "model",
        "adapters": ["below"],
        "init": "top",
        **fixture,
    }
    lines = (json.dumps(key) + ": " + json.dumps(value, ensure_ascii=False) for key, value in fixture.items())
    (HERE / "fixture.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    save_file({name: t.detach().float().contiguous() for name, t in {**expected, **weights, **logits}.items()}, HERE / "expected.safetensors")
    size = sum(path.stat().st_size for path in HERE.rglob("*") if path.is_file())
    for path in HERE.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    print("bytes in all", size)
    assert size <= 300_000


if __name__ == "__main__":
    main()
