package sam.engine;

import sam.durable.Plain;
import sam.torch.Products;

/// What the matrix products are computed in. Norms, residuals, log-probs, gradients of the LoRA and the optimiser stay
/// float32 in both.
public enum Precision {
    FLOAT32(6, 4),
    BFLOAT16(15, 2);

    private final int torchType;
    private final int bytes;

    Precision(int torchType, int bytes) {
        this.torchType = torchType;
        this.bytes = bytes;
    }

    /// Bytes of a number.
    public int bytes() {
        return bytes;
    }

    /// How many numbers apart the rows of a frozen matrix lie, for products that are fast; what lies between is zero.
    long stride(long columns) {
        return this == FLOAT32 ? Products.stride(columns) : columns;
    }

    /// The number libtorch gives the type.
    int torchType() {
        return torchType;
    }

    /// The TorchScript that brings an expression to this type.
    String cast(String expression) {
        return this == FLOAT32 ? expression : Plain.text("torch.to(%s, %d)", expression, torchType);
    }
}
