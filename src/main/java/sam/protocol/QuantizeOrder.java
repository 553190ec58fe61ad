package sam.protocol;

/// Write a model, a folder or a .gguf file, as one GGUF file; `force` replaces a file that is there.
public record QuantizeOrder(
        String model, String to, ExportOrder.Stored type, ExportOrder.Stored headType, boolean force)
        implements JobOrder {
    /// What was made.
    public record Made(String place, long bytes) {}
}
