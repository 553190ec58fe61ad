package sam.lines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.ui.Texts;
import tools.jackson.core.JacksonException;

/// The two files of the page in the project folder: the sheet that is being written, and the persona card.
final class LineFiles {
    private final KeptText sheet;
    private final KeptText card;

    LineFiles(Path project) {
        this.sheet = new KeptText(project.resolve("lines.json"));
        this.card = new KeptText(project.resolve("persona.md"));
    }

    /// What was on the desk; `fault` says in a sentence what could not be read and was left where it is. Without its
    /// `card` nothing may be written over the file.
    record Found(
            LineSheet sheet,
            @Nullable String card,
            @Nullable String fault) {}

    Found read() throws IOException {
        LineSheet found = LineSheet.EMPTY;
        String fault = null;
        try {
            var text = sheet.read();
            if (!text.isEmpty()) {
                found = Json.MAPPER.readValue(text, LineSheet.class);
            }
        } catch (JacksonException | IOException e) {
            fault = Texts.of("lines.unreadable", setAside(sheet.file()));
            sheet.read();
        }
        try {
            return new Found(found, card.read(), fault);
        } catch (IOException e) {
            return new Found(found, null, Texts.of("lines.card-unreadable", card.file()));
        }
    }

    /// The card as it is on the disk now, when nothing newer was typed.
    Optional<String> cardAgain() throws IOException {
        return card.isSaved() ? Optional.of(card.read()) : Optional.empty();
    }

    void set(LineSheet now) {
        sheet.set(new String(Json.pretty(now), StandardCharsets.UTF_8));
    }

    void setCard(String text) {
        card.set(text);
    }

    boolean isCardSaved() {
        return card.isSaved();
    }

    boolean write() throws IOException {
        card.write();
        sheet.write();
        return card.isSaved();
    }

    private static Path setAside(Path file) throws IOException {
        for (int n = 1; ; n++) {
            var place = file.resolveSibling("lines-unreadable-" + n + ".json");
            if (!Files.exists(place)) {
                return Files.move(file, place);
            }
        }
    }
}
