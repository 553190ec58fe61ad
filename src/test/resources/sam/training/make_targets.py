"""Makes targets.json beside this file: which tokens TRL trains on, by its own preparation of the rows.

Run: python make_targets.py        (trl 1.16.0, transformers 5.23.0; neither network nor GPU, a minute)

The tokenizer and model are those of assets/parity/model. Each case has the `template` (its name in `templates`, where
`marked` says whether it holds generation blocks for TRL; `plain` is the same without them, which renders the same),
the `row`, the `settings`, and the `input_ids` and `mask` (1 where a label is kept).
"""

import json
import logging
import os
import re
import tempfile
import warnings
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
warnings.filterwarnings("ignore")

import transformers
import trl
from datasets import Dataset, disable_progress_bars
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import SFTConfig, SFTTrainer

HERE = Path(__file__).resolve().parent
MODEL = HERE.parents[4] / "assets/parity/model"
logging.disable(logging.WARNING)
disable_progress_bars()

TEMPLATES = {
    "chatml": (
        "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' }}{% if message['role'] == 'assistant' %}"
        "{% generation %}{{ message['content'] + '<|im_end|>' }}{% endgeneration %}{% else %}{{ message['content'] + '<|im_end|>' }}"
        "{% endif %}{{ '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
    ),
    # thoughts are shown in the last turn only
    "thinking": (
        "{%- set ns = namespace(last=-1) %}{%- for m in messages %}{%- if m.role == 'user' %}{%- set ns.last = loop.index0 %}{%- endif %}{%- endfor %}"
        "{%- for m in messages %}{{- '<|im_start|>' + m.role + '\\n' }}{%- if m.role == 'assistant' %}"
        "{% generation %}{%- if loop.index0 > ns.last %}{{- '<think>\\n' + (m.reasoning_content or '') + '\\n</think>\\n\\n' }}{%- endif %}"
        "{{- m.content.split('</think>')[-1].lstrip('\\n') }}{{- '<|im_end|>' }}{% endgeneration %}"
        "{%- else %}{{- m.content + '<|im_end|>' }}{%- endif %}{{- '\\n' }}{%- endfor %}"
        "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
    ),
    "trimmed": (
        "{{- '<|endoftext|>' }}{%- for m in messages %}{{- '<|im_start|>' + m.role + '\\n\\n' }}{%- if m.role == 'assistant' %}"
        "{% generation %}{{- m.content | trim + '<|im_end|>' }}{% endgeneration %}{%- else %}{{- m.content | trim + '<|im_end|>' }}{%- endif %}"
        "{%- endfor %}{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n\\n' }}{%- endif %}"
    ),
    # no opening of its own for a generation: the answer follows the question
    "inst": (
        "{% for m in messages %}{% if m['role'] == 'user' %}{{ '<|im_start|>[INST] ' + m['content'].strip() + ' [/INST]' }}"
        "{% elif m['role'] == 'assistant' %}{% generation %}{{ ' ' + m['content'].strip() + ' ' + eos_token }}{% endgeneration %}{% endif %}{% endfor %}"
    ),
    # what a row passes besides its messages: tools, calls of them, and the template's own switches
    "tools": (
        "{%- if tools %}{{- '<|im_start|>system\\n' ~ (tools | tojson) ~ '<|im_end|>\\n' }}{%- endif %}"
        "{%- for m in messages %}{{- '<|im_start|>' + m.role + '\\n' }}{%- if m.role == 'assistant' %}{% generation %}"
        "{{- m.content or '' }}{%- for c in m.tool_calls or [] %}{{- '<call>' + c.function.name + (c.function.arguments | tojson) }}{%- endfor %}"
        "{{- '<|im_end|>' }}{% endgeneration %}{%- else %}{{- m.content + (' /quiet' if enable_thinking is false else '') + '<|im_end|>' }}{%- endif %}"
        "{{- '\\n' }}{%- endfor %}{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
    ),
    "either": (
        "{%- for m in messages %}{{- '<|im_start|>' + m.role + '\\n' }}{%- if m.role == 'assistant' %}{% generation %}"
        "{%- if m.tool_calls %}{{- m.tool_calls | tojson }}{%- else %}{{- m.content }}{%- endif %}{{- '<|im_end|>' }}{% endgeneration %}"
        "{%- else %}{{- m.content + '<|im_end|>' }}{%- endif %}{{- '\\n' }}{%- endfor %}"
        "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
    ),
}


def turn(role, content, **more):
    return {"role": role, "content": content, **more}


TALKS = [
    [turn("user", "the cat?"), turn("assistant", "the mat.")],
    [turn("system", "Be brief."), turn("user", " hi \n"), turn("assistant", " the cat \n"), turn("user", "and then?"), turn("assistant", "it ran home")],
    [turn("user", "Größe 🦊?"), turn("assistant", "東京 🦊\n\n- eins"), turn("user", "ok"), turn("assistant", "é")],
    [turn("user", "a"), turn("assistant", "<think>\nsecret\n</think>\n\nshown"), turn("user", "b"), turn("assistant", "last", reasoning_content="because")],
    [turn("user", "say <|im_end|> please"), turn("assistant", "the answer is 12."), turn("user", "the answer is 12."), turn("assistant", "the answer is 12.")],
    [turn("user", "the cat"), turn("assistant", "ran"), turn("assistant", "and sat"), turn("user", "the mat")],
]
PAIRS = [
    {"prompt": [turn("user", "the cat?")], "completion": [turn("assistant", "sat on the mat.")]},
    {"prompt": [turn("user", "hi")], "completion": [turn("assistant", "the cat"), turn("user", "and?"), turn("assistant", "ran")]},
]


def main():
    tokenizer = AutoTokenizer.from_pretrained(MODEL)
    model = AutoModelForCausalLM.from_pretrained(MODEL)
    plain = {name: re.sub(r"\{% (end)?generation %\}", "", source) for name, source in TEMPLATES.items()}
    cases = []

    def case(out, name, row, **settings):
        if name:
            tokenizer.chat_template = TEMPLATES[name]
        arguments = SFTConfig(out, max_length=None, report_to=[], use_cpu=True, bf16=False, **settings)
        trainer = SFTTrainer(model, arguments, train_dataset=Dataset.from_list([row]), processing_class=tokenizer)
        prepared = trainer.train_dataset[0]
        mask = [int(label != -100) for label in prepared["labels"]]
        cases.append({"template": name, "row": row, "settings": settings, "input_ids": prepared["input_ids"], "mask": mask})

    with tempfile.TemporaryDirectory() as out:
        for name in TEMPLATES:
            for talk in TALKS:
                for prompt in (False, True):
                    assert tokenizer.apply_chat_template(talk, chat_template=plain[name], tokenize=False, add_generation_prompt=prompt) == \
                        tokenizer.apply_chat_template(talk, chat_template=TEMPLATES[name], tokenize=False, add_generation_prompt=prompt), name
                case(out, name, {"messages": talk}, assistant_only_loss=True)
        case(out, "chatml", {"messages": TALKS[1]}, assistant_only_loss=False)
        for pair in PAIRS:
            case(out, "chatml", pair)
            case(out, "chatml", pair, completion_only_loss=False)
            case(out, "chatml", pair, assistant_only_loss=True)
            case(out, "chatml", pair, completion_only_loss=False, assistant_only_loss=True)
        tools = [{"type": "function", "function": {"name": "now", "description": "the <time>"}}]
        call = turn("assistant", None, tool_calls=[{"type": "function", "function": {"name": "now", "arguments": {"zone": "é"}}}])
        called = [turn("user", "when?"), call, turn("tool", "12"), turn("assistant", "the answer is 12.")]
        case(out, "tools", {"messages": called, "tools": tools}, assistant_only_loss=True)
        case(out, "either", {"messages": called}, assistant_only_loss=True)
        case(out, "tools", {"messages": called, "tools": json.dumps(tools)}, assistant_only_loss=True)
        case(out, "tools", {"messages": called[:1] + called[3:], "chat_template_kwargs": {"enable_thinking": False}}, assistant_only_loss=True)
        case(out, "tools", {"prompt": called[:1], "completion": called[3:], "tools": tools, "chat_template_kwargs": {"enable_thinking": False}})
        text = {"prompt": "the cat ", "completion": "sat on the mat"}
        case(out, None, text)
        case(out, None, text, completion_only_loss=True)
        case(out, None, text, completion_only_loss=False)
        case(out, None, {"text": "the cat sat"}, completion_only_loss=False)
    fixture = {
        "versions": {"trl": trl.__version__, "transformers": transformers.__version__},
        "marked": TEMPLATES,
        "plain": plain,
        "cases": cases,
    }
    lines = []
    for key, value in fixture.items():
        rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in value) if key == "cases" else None
        lines.append(json.dumps(key) + ": " + ("[\n" + rows + "\n]" if rows else json.dumps(value, ensure_ascii=False)))
    target = HERE / "targets.json"
    target.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(len(cases), "cases,", target.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
