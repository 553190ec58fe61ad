package sam.torch;

import ai.djl.engine.EngineException;

/// The products of activations and frozen weights, as TorchScript, by the library that is fastest at them here.
///
/// libtorch's own float32 `mm` is MKL's sgemm on x86-64, which has no AVX-512 kernel for processors of other makers
/// than Intel. oneDNN, in the same libtorch, makes kernels for what the processor has. It takes whole tensors only
/// (for other strides it falls back to loops a hundred times slower), so columns of a wider tensor are copied for it;
/// and rows of a multiple of 4 KB, which fall into the same cache sets, it turns over so slowly that MKL stays ahead.
///
/// Both are off by float32 errors of the same size; which is used depends on the machine alone.
public final class Products {
    private static final String LIBTORCH = """
          def turned($self, x: Tensor, w: Tensor) -> Tensor:
            return torch.linear(x, w)

          def straight($self, x: Tensor, w: Tensor) -> Tensor:
            return torch.mm(x, w)

          def turned_into($self, y: Tensor, x: Tensor, w: Tensor) -> Tensor:
            return torch.mm(x, torch.t(w), out=y)

        """.replace("$self", KernelModule.SELF);

    private static final String ONTO_FLOAT32 = """
          def straight_onto($self, y: Tensor, x: Tensor, w: Tensor) -> Tensor:
            return torch.addmm_(y, x, w)

        """.replace("$self", KernelModule.SELF);

    private static final String ONTO_ANY = """
          def straight_onto($self, y: Tensor, x: Tensor, w: Tensor) -> Tensor:
            return torch.add_(y, self.straight(x, w))

        """.replace("$self", KernelModule.SELF);

    private static final String ONEDNN = """
          def onednn($self, x: Tensor, w: Tensor) -> Tensor:
            return ops.mkldnn._linear_pointwise(torch.contiguous(x), w, None, "none", annotate(List[Optional[number]], []), "")

          def turned($self, x: Tensor, w: Tensor) -> Tensor:
            if torch.eq(torch.remainder(torch.size(w, 1), 1024), 0):
              y = torch.linear(x, w)
            else:
              y = self.onednn(x, w)
            return y

          def straight($self, x: Tensor, w: Tensor) -> Tensor:
            return self.onednn(x, torch.t(w))

          def turned_into($self, y: Tensor, x: Tensor, w: Tensor) -> Tensor:
            if torch.eq(torch.remainder(torch.size(w, 1), 1024), 0):
              y = torch.mm(x, torch.t(w), out=y)
            else:
              y = torch.copy_(y, self.onednn(x, w))
            return y

        """.replace("$self", KernelModule.SELF) + ONTO_ANY;

    private Products() {}

    /// Methods of a module for float32 tensors, x[N, ·]: `turned` is x wᵀ and `straight` x w; `turned_into` puts x wᵀ
    /// into y, `straight_onto` adds x w to y; this y may be columns of a wider tensor.
    public static String float32() {
        return Here.ONEDNN ? ONEDNN : LIBTORCH + ONTO_FLOAT32;
    }

    /// The same for x and w in bfloat16; the y of `straight_onto` may be float32.
    public static String bfloat16() {
        return LIBTORCH + ONTO_ANY;
    }

    /// Whether float32 products go through oneDNN on this machine: where libtorch has it on x86-64, unless the property
    /// `sam.onednn` is false.
    public static boolean onednn() {
        return Here.ONEDNN;
    }

    /// Found out once, when it is first asked.
    private static final class Here {
        static final boolean ONEDNN = Boolean.parseBoolean(System.getProperty("sam.onednn", "true"))
                && System.getProperty("os.arch").equals("amd64")
                && works();

        private static boolean works() {
            try (var scope = TorchRuntime.start().open();
                    var kernels = KernelModule.compile(scope, Products.ONEDNN)) {
                var x = scope.floats(new float[] {2, 3}, 1, 2);
                var w = scope.floats(new float[] {5, 7}, 2, 1);
                return kernels.call("straight", x, w).singletonOrThrow().getFloat() == 31;
            } catch (EngineException e) {
                return false;
            }
        }
    }
}
