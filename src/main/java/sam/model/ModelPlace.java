package sam.model;

import java.nio.file.Path;
import java.util.regex.Pattern;
import sam.durable.Plain;

/// What to say where a model should be and nothing is: a name of the hub is not a path, and nothing is downloaded
/// unasked.
public final class ModelPlace {
    private static final Pattern HUB_ID =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*[/\\\\][A-Za-z0-9][A-Za-z0-9._-]*(@[A-Za-z0-9._/-]+)?");

    private ModelPlace() {}

    /// The sentence for a model that is not there.
    public static String missing(Path model) {
        var text = model.toString();
        return looksLikeId(text)
                ? Plain.text(
                        "There is no folder %1$s. If it is a model of the Hugging Face hub, run sam fetch %2$s first,"
                                + " then give --model the folder it names.",
                        text, text.replace('\\', '/'))
                : Plain.text("There is no folder %s. Choose a Hugging Face model folder or a .gguf file.", text);
    }

    static boolean looksLikeId(String text) {
        return HUB_ID.matcher(text).matches() && !text.endsWith(".gguf");
    }
}
