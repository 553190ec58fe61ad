package sam.llm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.LoggerFactory;
import sam.torch.KernelModule;
import sam.torch.Scope;
import sam.torch.TorchRuntime;

/// A model in memory with a stack of adapters folded in, ready to score, to generate and to train a LoRA on.
///
/// Use one from one thread at a time. Opening `assets/base` takes a few hundred milliseconds; the engine itself
/// starts on the first call (0.3 s, a few seconds the very first time on a machine).
public final class LoadedModel implements ModelText, AutoCloseable {
    private final ModelFolder folder;
    private final Tokenizer tokenizer;
    private final OwnTemplate template;
    private final Scope scope;
    private final KernelModule kernels;
    private final LlamaWeights weights;

    private LoadedModel(
            ModelFolder folder,
            Tokenizer tokenizer,
            OwnTemplate template,
            Scope scope,
            KernelModule kernels,
            LlamaWeights weights) {
        this.folder = folder;
        this.tokenizer = tokenizer;
        this.template = template;
        this.scope = scope;
        this.kernels = kernels;
        this.weights = weights;
    }

    /// Loads a model folder and folds the adapters in, bottom first.
    public static LoadedModel open(Path model, List<Path> adapters) throws IOException {
        // logging that two threads begin at once complains on the error stream, where a person reads one sentence
        LoggerFactory.getILoggerFactory();
        // the engine takes a third of a second to start: meanwhile the tokenizer is read
        var engine = CompletableFuture.supplyAsync(TorchRuntime::start);
        var folder = ModelFolder.open(model);
        var stack = new java.util.ArrayList<Adapter>();
        for (var adapter : adapters) {
            stack.add(AdapterFolder.read(adapter, folder.config()));
        }
        var tokenizer = folder.tokenizer();
        var template = OwnTemplate.of(folder, tokenizer);
        var scope = started(engine).open();
        try {
            var kernels = KernelModule.compile(scope, LlamaScript.of(folder.config(), null));
            var weights = LlamaWeights.load(scope, folder, kernels);
            stack.forEach(adapter -> weights.fold(adapter, kernels));
            return new LoadedModel(folder, tokenizer, template, scope, kernels, weights);
        } catch (IOException | RuntimeException e) {
            scope.close();
            throw e;
        }
    }

    private static TorchRuntime started(CompletableFuture<TorchRuntime> engine) {
        try {
            return engine.join();
        } catch (CompletionException e) {
            throw new ModelException(
                    "The tensor engine cannot start: %s. See the worker's log.".formatted(e.getCause()), e);
        }
    }

    public ModelFolder folder() {
        return folder;
    }

    @Override
    public ModelConfig config() {
        return folder.config();
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public ChatTemplate template() {
        return template.get();
    }

    /// Owns the weights; inner scopes of it are for steps and batches.
    public Scope scope() {
        return scope;
    }

    /// The kernels with the training step of a LoRA in them; they belong to this model's scope.
    public KernelModule compile(LoraShape lora) {
        return KernelModule.compile(scope, LlamaScript.of(folder.config(), lora));
    }

    /// Bytes of the resident weights.
    public long weightBytes() {
        return weights.bytes();
    }

    /// log p of each target: `rows`[R] are positions in the packed batch, `targets`[R, 1] the tokens after them.
    public NDArray logps(TokenBatch batch, NDArray rows, NDArray targets) {
        var arguments = new NDList(batch.ids(), batch.positions(), batch.pad(), batch.unpad(), rows, targets);
        return call(kernels, "logps", arguments, batch.longest()).singletonOrThrow();
    }

    /// The logits [R, vocabulary] at `rows`[R] of a packed batch.
    public NDArray logits(TokenBatch batch, NDArray rows) {
        var arguments = new NDList(batch.ids(), batch.positions(), batch.pad(), batch.unpad(), rows);
        return call(kernels, "logits", arguments, batch.longest()).singletonOrThrow();
    }

    /// Calls a kernel whose last arguments are `cos`, `sin`, then `more`, then the weights.
    public NDList call(KernelModule module, String method, NDList arguments, int positions, NDArray... more) {
        var all = new NDList(arguments);
        all.addAll(weights.rope(positions));
        all.addAll(List.of(more));
        all.addAll(weights.list());
        return module.call(method, all);
    }

    KernelModule kernels() {
        return kernels;
    }

    @Override
    public void close() {
        tokenizer.close();
        kernels.close();
        scope.close();
    }
}
