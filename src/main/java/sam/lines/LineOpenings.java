package sam.lines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import sam.durable.Json;

/// What the page can suggest, from `openings.json`, with the topics and moods it is sorted by.
record LineOpenings(List<Subject> topics, List<Subject> moods, List<Opening> openings) {
    /// A topic or mood, as it is called, and words by which a question that was not suggested is known to be of it.
    record Subject(String id, String title, List<String> words) {}

    static LineOpenings ours() {
        try (var in = LineOpenings.class.getResourceAsStream("/sam/lines/openings.json")) {
            return Json.MAPPER.readValue(Objects.requireNonNull(in).readAllBytes(), LineOpenings.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<Opening> find(String id) {
        return openings.stream().filter(opening -> opening.id().equals(id)).findFirst();
    }

    String topic(String id) {
        return title(topics, id);
    }

    String mood(String id) {
        return title(moods, id);
    }

    private static String title(List<Subject> subjects, String id) {
        return subjects.stream()
                .filter(subject -> subject.id().equals(id))
                .findFirst()
                .map(Subject::title)
                .orElse(id);
    }
}
