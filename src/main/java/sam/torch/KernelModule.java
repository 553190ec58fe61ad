package sam.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The program's own tensor kernels: TorchScript source written by Java, compiled by libtorch, called by name.
///
/// Numbers inside the source are literals or tensors: a Java number that autograd saves would be freed too early.
public final class KernelModule implements AutoCloseable {
    private final NDManager manager;
    private final PtSymbolBlock block;
    private final Map<String, NDArray> methods = new HashMap<>();

    private KernelModule(NDManager manager, PtSymbolBlock block) {
        this.manager = manager;
        this.block = block;
    }

    /// Compiles the methods of a module. `source` is the indented bodies of a class, each method's first argument
    /// being `self`; `SELF` is its declaration.
    public static KernelModule compile(Scope scope, String source) {
        TorchRuntime.prepareThread();
        var manager = scope.manager().newSubManager();
        try {
            var block = JniUtils.loadModule(
                    (PtNDManager) manager, new ByteArrayInputStream(ScriptArchive.of(source)), false, false);
            return new KernelModule(manager, block);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a method's source calls its first argument.
    public static final String SELF = "self: __torch__." + ScriptArchive.CLASS;

    /// Tensors that are one `List[Tensor]` argument of that name.
    public record Listed(String name, List<NDArray> tensors) {
        public Listed {
            tensors = List.copyOf(tensors);
        }
    }

    /// Runs a method on tensors and, behind them, on lists of tensors. The result belongs to the scope of the first
    /// argument.
    ///
    /// The engine tells a list by its elements' names; they bear them for the call only, so that a tensor can be an
    /// element here and an argument of its own elsewhere.
    public NDList call(String method, NDList arguments, Listed... lists) {
        var all = new NDList(arguments);
        for (var list : lists) {
            list.tensors.forEach(tensor -> tensor.setName(list.name + "[]"));
            all.addAll(list.tensors);
        }
        try {
            return forward(method, all);
        } finally {
            for (var list : lists) {
                list.tensors.forEach(tensor -> tensor.setName(null));
            }
        }
    }

    private NDList forward(String method, NDList arguments) {
        TorchRuntime.prepareThread();
        NDArray name;
        synchronized (methods) {
            name = methods.computeIfAbsent(method, key -> {
                var marker = manager.zeros(new Shape());
                marker.setName("module_method:" + key);
                return marker;
            });
        }
        var all = new NDList(arguments);
        all.add(name);
        // isTrain: otherwise libtorch's inference mode forbids gradients even to the kernels that ask for them
        try {
            return IValueUtils.forward(block, all, true);
        } catch (EngineException e) {
            if (String.valueOf(e.getMessage()).contains("allocate")) {
                throw (Error) new OutOfMemoryError("libtorch found no memory for " + method).initCause(e);
            }
            throw e;
        }
    }

    public NDList call(String method, NDArray... arguments) {
        return forward(method, new NDList(arguments));
    }

    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
