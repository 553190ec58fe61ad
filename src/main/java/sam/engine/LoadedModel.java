package sam.engine;

import ai.djl.ndarray.NDList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.LoggerFactory;
import sam.adapters.Adapter;
import sam.adapters.AdapterFolder;
import sam.durable.Plain;
import sam.model.ChatTemplate;
import sam.model.ModelConfig;
import sam.model.ModelFolder;
import sam.model.files.ModelException;
import sam.model.tokens.AnswerEnds;
import sam.model.tokens.ModelText;
import sam.model.tokens.OwnTemplate;
import sam.model.tokens.Tokenizer;
import sam.torch.KernelModule.Listed;
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
    private final Kernels kernels;
    private final FrozenWeights weights;
    private final ModelPass pass;
    private final RotaryTables turns;

    private LoadedModel(
            ModelFolder folder,
            Tokenizer tokenizer,
            OwnTemplate template,
            Scope scope,
            Kernels kernels,
            FrozenWeights weights) {
        this.folder = folder;
        this.tokenizer = tokenizer;
        this.template = template;
        this.scope = scope;
        this.kernels = kernels;
        this.weights = weights;
        this.pass = new ModelPass(scope, folder.config(), kernels, weights, null);
        this.turns = new RotaryTables(scope, folder.config());
    }

    /// Loads a model in float32, streamed where memory is too small for it, and folds the adapters in, bottom first.
    public static LoadedModel open(Path model, List<Path> adapters) throws IOException {
        var folder = ModelFolder.open(model);
        return open(folder, adapters, EngineOptions.fitting(folder.config()));
    }

    /// Loads a model, or gets it ready to be streamed, with the adapters folded in, bottom first.
    public static LoadedModel open(ModelFolder folder, List<Path> adapters, EngineOptions options) throws IOException {
        // logging that two threads begin at once complains on the error stream, where a person reads one sentence
        LoggerFactory.getILoggerFactory();
        // the engine takes a third of a second to start: meanwhile the tokenizer is read
        var engine = CompletableFuture.supplyAsync(TorchRuntime::start);
        var stack = AdapterFolder.readAll(adapters, folder.config());
        var tokenizer = Tokenizer.of(folder);
        var template = OwnTemplate.of(folder, tokenizer);
        var scope = started(engine).open();
        try {
            var kernels = Kernels.compile(scope, folder.config(), options.precision(), null);
            var weights = weights(scope, folder, stack, kernels, options);
            return new LoadedModel(folder, tokenizer, template, scope, kernels, weights);
        } catch (IOException | RuntimeException e) {
            scope.close();
            throw e;
        }
    }

    private static FrozenWeights weights(
            Scope scope, ModelFolder folder, List<Adapter> stack, Kernels kernels, EngineOptions options)
            throws IOException {
        var reader = folder.weights();
        if (options.streamed()) {
            int threads = TorchRuntime.start().threads();
            return new StreamedWeights(scope, folder.config(), reader, stack, kernels, threads, options.pieceBytes());
        }
        try (reader) {
            return new ResidentWeights(scope, folder.config(), reader, stack, kernels);
        }
    }

    private static TorchRuntime started(CompletableFuture<TorchRuntime> engine) {
        try {
            return engine.join();
        } catch (CompletionException e) {
            throw new ModelException(
                    Plain.text("The tensor engine cannot start: %s. See the worker's log.", e.getCause()), e);
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

    @Override
    public AnswerEnds ends() {
        return template.ends();
    }

    /// Owns the weights; inner scopes of it are for steps and batches.
    public Scope scope() {
        return scope;
    }

    /// The frozen weights, the stack below folded in.
    public FrozenWeights weights() {
        return weights;
    }

    /// What the matrices are multiplied in.
    public Precision precision() {
        return kernels.precision();
    }

    /// Bytes of the resident weights.
    public long weightBytes() {
        return weights.residentBytes();
    }

    /// The forward passes of the model as it is.
    public ModelPass pass() {
        return pass;
    }

    /// The passes of the model with a LoRA being trained on top.
    public ModelPass pass(Scope owner, Kernels trainingKernels, TrainedLora lora) {
        return new ModelPass(owner, config(), trainingKernels, weights, lora);
    }

    /// Calls a kernel that writes: behind its arguments go the lists `cos` and `sin`, `cache` and the weights.
    NDList call(String method, NDList arguments, int positions, Listed cache) {
        if (!(weights instanceof ResidentWeights resident)) {
            throw new ModelException("A streamed model does not write here. Open it resident.");
        }
        var turned = turns.lists(positions);
        return kernels.call(method, arguments, turned.get(0), turned.get(1), cache, resident.list());
    }

    Kernels kernels() {
        return kernels;
    }

    @Override
    public void close() {
        tokenizer.close();
        try {
            weights.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        kernels.close();
        scope.close();
    }
}
