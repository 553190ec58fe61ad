"""Times writing token by token: this product and llama.cpp in turn, on the same GGUF file with the same threads.

Run: python generate.py MODEL.gguf [TOKENS] [THREADS] [--rounds N] [--prompt-tokens P] [--sam packaging/sam]

Needs llama-cpp-python (0.3.36 was used). Where the processor offers AMX but the system does not let programs use it,
build it without: CMAKE_ARGS="-DGGML_NATIVE=OFF -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON -DGGML_BMI2=ON
-DGGML_AVX512=ON -DGGML_AVX512_VBMI=ON -DGGML_AVX512_VNNI=ON -DGGML_AVX512_BF16=ON".

Prints one JSON line a run and a last one with the medians and their ratios. Both sides read the same made-up prompt and
write with greedy's cost, nothing sampled.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time


def peak_mb():
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM"):
            return int(line.split()[1]) >> 10
    return 0


def peer(model, tokens, threads, prompt_tokens):
    import llama_cpp

    llama_cpp.llama_backend_init()
    loaded = llama_cpp.llama_model_load_from_file(model.encode(), llama_cpp.llama_model_default_params())
    settings = llama_cpp.llama_context_default_params()
    settings.n_ctx = prompt_tokens + tokens + 64
    settings.n_threads = settings.n_threads_batch = threads
    context = llama_cpp.llama_init_from_model(loaded, settings)
    vocabulary = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(loaded))

    def evaluate(ids):
        tokens = (llama_cpp.llama_token * len(ids))(*ids)  # the batch only points at it
        batch = llama_cpp.llama_batch_get_one(tokens, len(ids))
        assert llama_cpp.llama_decode(context, batch) == 0
        llama_cpp.llama_synchronize(context)

    def forget():
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(context), True)

    prompt = [i * 7919 % vocabulary for i in range(prompt_tokens)]
    evaluate(prompt)
    for i in range(4):
        evaluate([i])
    forget()
    start = time.perf_counter()
    evaluate(prompt)
    read = prompt_tokens / (time.perf_counter() - start)
    start = time.perf_counter()
    for i in range(tokens):
        evaluate([(i * 31 + 5) % vocabulary])
    written = tokens / (time.perf_counter() - start)
    print(json.dumps({"prompt_tok_s": read, "tok_s": written, "peak_rss_mb": peak_mb(), "threads": threads}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("tokens", nargs="?", type=int, default=64)
    parser.add_argument("threads", nargs="?", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--prompt-tokens", type=int, default=128)
    parser.add_argument("--sam", default="packaging/sam")
    parser.add_argument("--peer", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.peer:
        return peer(given.model, given.tokens, given.threads, given.prompt_tokens)
    common = [str(given.tokens), str(given.threads), "--prompt-tokens", str(given.prompt_tokens)]
    own = [given.sam, "bench", "generate", "--model", given.model, "--json", "--tokens", str(given.tokens)]
    own += ["--threads", str(given.threads), "--prompt-tokens", str(given.prompt_tokens)]
    sides = {"sam": own, "llama.cpp": [sys.executable, __file__, given.model, *common, "--peer"]}
    runs = {side: [] for side in sides}
    for _ in range(given.rounds):
        for side, command in sides.items():
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            if done.returncode != 0:
                sys.exit(f"{side} failed: {done.stderr[-2000:]}")
            runs[side].append(json.loads(done.stdout.strip().splitlines()[-1]))
            print(json.dumps({"side": side, **runs[side][-1]}), flush=True)
    middle = {
        side: {key: statistics.median(run[key] for run in found) for key in ("prompt_tok_s", "tok_s", "peak_rss_mb")}
        for side, found in runs.items()
    }
    ratios = {key: middle["sam"][key] / middle["llama.cpp"][key] for key in middle["sam"]}
    print(json.dumps({"medians": middle, "ratios": ratios}))


if __name__ == "__main__":
    main()
