package sam.exports;

import sam.protocol.ExportOrder.Form;
import sam.protocol.ExportOrder.Stored;

/// The forms a stack can be handed on in, and what is ordered for each.
public enum ExportFormat {
    PEFT("peft", Form.PEFT, Stored.F16),
    GGUF_ADAPTER("gguf-adapter", Form.GGUF_ADAPTER, Stored.F16),
    GGUF_F16("gguf-f16", Form.GGUF, Stored.F16),
    GGUF_Q8("gguf-q8_0", Form.GGUF, Stored.Q8_0),
    GGUF_Q4("gguf-q4_0", Form.GGUF, Stored.Q4_0);

    private final String folder;
    private final Form form;
    private final Stored type;

    ExportFormat(String folder, Form form, Stored type) {
        this.folder = folder;
        this.form = form;
        this.type = type;
    }

    /// The end of the name of a folder that holds it.
    String folder() {
        return folder;
    }

    Form form() {
        return form;
    }

    Stored type() {
        return type;
    }
}
