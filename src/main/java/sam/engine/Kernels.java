package sam.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.jspecify.annotations.Nullable;
import sam.adapters.LoraShape;
import sam.model.ModelConfig;
import sam.torch.KernelModule;
import sam.torch.KernelModule.Listed;
import sam.torch.Scope;

/// The compiled pieces of one model in one precision; results go to the scope that the caller names.
public final class Kernels implements AutoCloseable {
    private final KernelModule module;
    private final Precision precision;

    private Kernels(KernelModule module, Precision precision) {
        this.module = module;
        this.precision = precision;
    }

    /// Compiles the pieces, with those of a trained LoRA where there is one.
    public static Kernels compile(Scope scope, ModelConfig config, Precision precision, @Nullable LoraShape lora) {
        return new Kernels(KernelModule.compile(scope, source(config, precision, lora)), precision);
    }

    /// The TorchScript that `compile` compiles.
    public static String source(ModelConfig config, Precision precision, @Nullable LoraShape lora) {
        return LayerScript.of(config, precision)
                + HeadScript.of(precision)
                + (lora == null ? GenerationScript.of(config, precision) : LoraScript.of(config, lora, precision));
    }

    public Precision precision() {
        return precision;
    }

    /// All results of a kernel, owned by the scope of its first argument.
    public NDList call(String method, NDList arguments, Listed... lists) {
        return module.call(method, arguments, lists);
    }

    /// The one result of a kernel, owned by `scope`.
    NDArray one(Scope scope, String method, NDArray... arguments) {
        return one(scope, method, new NDList(arguments));
    }

    NDArray one(Scope scope, String method, NDList arguments, Listed... lists) {
        return scope.adopt(timed(method, arguments, lists).singletonOrThrow());
    }

    /// Several results of a kernel, owned by `scope`.
    NDArray[] several(Scope scope, String method, NDArray... arguments) {
        var results = timed(method, new NDList(arguments));
        for (var result : results) {
            scope.adopt(result);
        }
        return results.toArray(NDArray[]::new);
    }

    /// Runs a kernel for what it does to its arguments.
    void run(String method, NDList arguments, Listed... lists) {
        timed(method, arguments, lists).forEach(NDArray::close);
    }

    void run(String method, NDArray... arguments) {
        run(method, new NDList(arguments));
    }

    private NDList timed(String method, NDList arguments, Listed... lists) {
        if (!Profile.ON) {
            return module.call(method, arguments, lists);
        }
        long start = Profile.now();
        try {
            return module.call(method, arguments, lists);
        } finally {
            Profile.add(method, Profile.now() - start);
        }
    }

    @Override
    public void close() {
        module.close();
    }
}
