package sam.model;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import sam.durable.Json;
import sam.durable.LfsPointer;
import sam.durable.Plain;
import sam.model.files.ModelException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The small text files beside a model's weights; one that is none, or only a pointer to one, is refused.
public final class ModelJson {
    private ModelJson() {}

    /// Reads a JSON file.
    public static JsonNode read(Path file) throws IOException {
        try {
            return Json.MAPPER.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            refusePointer(file);
            throw new ModelException(Plain.text("%s is not readable JSON. Download the model again.", file), e);
        }
    }

    /// Reads a text file.
    public static String text(Path file) throws IOException {
        try {
            refusePointer(file);
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new ModelException(Plain.text("%s is not UTF-8 text. Download the model again.", file), e);
        }
    }

    private static void refusePointer(Path file) throws IOException {
        var pointer = LfsPointer.sentence(file);
        if (pointer.isPresent()) {
            throw new ModelException(pointer.get());
        }
    }
}
