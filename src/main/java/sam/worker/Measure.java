package sam.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.durable.Plain;
import sam.protocol.ChatTurn;
import tools.jackson.core.JacksonException;

/// One held-out measure: what is asked, how an answer is judged. `phase` is the phase it should improve.
///
/// Kinds: `exact` (trimmed text equals `expected`), `pattern` (the answer holds `pattern`), `answer` (the last
/// match of `answer_pattern` equals `answer` and `steps_pattern` is found), `pattern_split` (holds `pattern`
/// exactly where the row's `property` is true), `perplexity` (of the recorded answers), `reward_accuracy` (chosen
/// above rejected).
record Measure(
        int phase,
        String id,
        String name,
        String kind,
        String file,
        int maxNewTokens,
        @Nullable String pattern,
        @Nullable String answerPattern,
        @Nullable String stepsPattern) {

    /// A held-out row; which fields are there depends on the kind.
    record Row(
            @Nullable List<ChatTurn> messages,
            @Nullable List<ChatTurn> prompt,
            @Nullable List<ChatTurn> chosen,
            @Nullable List<ChatTurn> rejected,
            @Nullable String expected,
            @Nullable String answer,
            boolean property) {

        /// What the model is asked: everything before the first answer.
        List<ChatTurn> question() {
            var turns = messages == null ? prompt : messages;
            if (turns == null) {
                throw new WorkerException("A held-out row has neither messages nor prompt.");
            }
            var question = new ArrayList<ChatTurn>();
            for (var turn : turns) {
                if (turn.role().equals("assistant")) {
                    break;
                }
                question.add(turn);
            }
            return question;
        }
    }

    private record Listing(List<Measure> measures) {}

    boolean generates() {
        return !kind.equals("perplexity") && !kind.equals("reward_accuracy");
    }

    /// Perplexity is better when lower; every other kind is a share of rows.
    boolean lowerIsBetter() {
        return kind.equals("perplexity");
    }

    static List<Measure> read(Path listing) throws IOException {
        try {
            return Json.MAPPER
                    .readValue(Files.readAllBytes(listing), Listing.class)
                    .measures();
        } catch (JacksonException e) {
            throw new WorkerException(Plain.text("%s is no list of measures: %s", listing, e.getOriginalMessage()));
        }
    }

    List<Row> rows(Path folder) throws IOException {
        var rows = new ArrayList<Row>();
        for (var line : Files.readAllLines(folder.resolve(file), StandardCharsets.UTF_8)) {
            if (!line.isBlank()) {
                rows.add(Json.MAPPER.readValue(line, Row.class));
            }
        }
        return rows;
    }
}
