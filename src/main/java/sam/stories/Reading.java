package sam.stories;

import com.fasterxml.jackson.annotation.JsonCreator;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;

/// What became of reading one file: a work, or why there is none. `detail` says more of a refusal, and never quotes the
/// story.
record Reading(
        @Nullable Work work,
        @Nullable String refusal,
        @Nullable String detail) {
    @JsonCreator
    Reading {}

    static Reading of(Work work) {
        return new Reading(work, null, null);
    }

    static Reading refused(String reason, String detail) {
        return new Reading(null, reason, detail);
    }

    static Reading of(String line) {
        return Json.MAPPER.readValue(line, Reading.class);
    }

    String json() {
        return Json.line(this);
    }
}
