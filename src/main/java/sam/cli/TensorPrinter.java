package sam.cli;

import picocli.CommandLine.Model.CommandSpec;
import sam.convert.ModelWriter;
import sam.durable.Plain;

/// Says on standard error how far a file is, a line for each tenth of it.
final class TensorPrinter {
    private TensorPrinter() {}

    static ModelWriter.Progress on(CommandSpec spec) {
        return (name, number, of) -> {
            if (number == of || number * 10 / of != (number - 1) * 10 / of) {
                Verbs.say(spec, Plain.text("%3d %% %s", number * 100 / of, name));
            }
        };
    }
}
