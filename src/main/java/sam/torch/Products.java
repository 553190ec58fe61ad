package sam.torch;

import ai.djl.engine.EngineException;

/// The products of activations and frozen weights, as TorchScript, by the library that is fastest at them here.
///
/// libtorch's own float32 `mm` is MKL's sgemm on x86-64, which has no AVX-512 kernel for processors of other makers
/// than Intel. oneDNN, in the same libtorch, makes kernels for what the processor has. It takes whole tensors only
/// (for other strides it falls back to loops a hundred times slower), so columns of a wider tensor are copied for it.
/// Rows of a multiple of 2 KB fall into the same cache sets and cost it up to a fifth of its pace: frozen matrices
/// have theirs a little apart (`stride`), with zeros between, and are multiplied together with these. Activations are
/// copied for that unless they are apart too (`apart`).
///
/// Both are off by float32 errors of the same size; which is used depends on the machine alone.
public final class Products {
    /// How much longer rows are made where their own length falls into the same cache sets.
    private static final int PAD = 8;

    private static final int AWKWARD = 512;

    private static final String LIBTORCH = """
          def turned($self, x: Tensor, w: Tensor) -> Tensor:
            return torch.linear(x, w)

          def straight($self, x: Tensor, w: Tensor) -> Tensor:
            return torch.mm(x, w)

          def turned_into($self, y: Tensor, x: Tensor, w: Tensor) -> Tensor:
            return torch.mm(x, torch.t(w), out=y)

          def apart($self, like: Tensor, columns: int) -> Tensor:
            return torch.empty([torch.size(like, 0), columns], dtype=ops.prim.dtype(like))

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
          def whole($self, w: Tensor) -> Tensor:
            if torch.eq(torch.stride(w, 0), torch.add(torch.size(w, 1), $pad)):
              w = torch.as_strided(w, [torch.size(w, 0), torch.stride(w, 0)], [torch.stride(w, 0), 1])
            return w

          def onednn($self, x: Tensor, w: Tensor) -> Tensor:
            return ops.mkldnn._linear_pointwise(torch.contiguous(x), w, None, "none", annotate(List[Optional[number]], []), "")

          def turned($self, x: Tensor, w: Tensor) -> Tensor:
            wide = self.whole(w)
            if torch.ne(torch.size(wide, 1), torch.size(w, 1)):
              x = self.whole(x)
              if torch.ne(torch.size(wide, 1), torch.size(x, 1)):
                x = torch.constant_pad_nd(x, [0, $pad])
            return self.onednn(x, wide)

          def straight($self, x: Tensor, w: Tensor) -> Tensor:
            y = self.onednn(x, torch.t(self.whole(w)))
            return torch.narrow(y, 1, 0, torch.size(w, 1))

          def turned_into($self, y: Tensor, x: Tensor, w: Tensor) -> Tensor:
            return torch.copy_(y, self.turned(x, w))

          def apart($self, like: Tensor, columns: int) -> Tensor:
            gap = 0
            if torch.eq(torch.remainder(columns, $awkward), 0):
              gap = $pad
            y = torch.empty([torch.size(like, 0), torch.add(columns, gap)], dtype=ops.prim.dtype(like))
            _0 = torch.zero_(torch.narrow(y, 1, columns, gap))
            return torch.narrow(y, 1, 0, columns)

        """.replace("$self", KernelModule.SELF)
                    .replace("$pad", Integer.toString(PAD))
                    .replace("$awkward", Integer.toString(AWKWARD))
            + ONTO_ANY;

    private Products() {}

    /// Methods of a module for float32 tensors, x[N, ·]: `turned` is x wᵀ and `straight` x w.
    /// `turned_into` puts x wᵀ into y, `straight_onto` adds x w to y; this y may be columns of a wider tensor.
    /// `apart` is an x not yet filled, with the rows of `like`, that `turned` takes as it lies.
    public static String float32() {
        return Here.ONEDNN ? ONEDNN : LIBTORCH + ONTO_FLOAT32;
    }

    /// The same for x and w in bfloat16; the y of `straight_onto` may be float32.
    public static String bfloat16() {
        return LIBTORCH + ONTO_ANY;
    }

    /// How many float32 numbers apart the rows of a frozen matrix should lie, so that products with it are fast: its
    /// columns, or a few more where these are a multiple of 2 KB. What lies between the rows must be zero.
    public static long stride(long columns) {
        return Here.ONEDNN && columns % AWKWARD == 0 ? columns + PAD : columns;
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
