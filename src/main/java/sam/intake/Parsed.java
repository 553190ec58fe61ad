package sam.intake;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sam.library.Example;
import sam.library.Tier;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/// What parsing a file tells, in order: how it begins, its rows, how far it is, and its end. The same from a parser in
/// this process and from one in a process of its own, which says it in JSON, one a line.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Parsed.Taken.class, name = "taken"),
    @JsonSubTypes.Type(value = Parsed.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = Parsed.Begun.class, name = "begun"),
    @JsonSubTypes.Type(value = Parsed.Read.class, name = "read"),
    @JsonSubTypes.Type(value = Parsed.Groups.class, name = "groups"),
    @JsonSubTypes.Type(value = Parsed.Head.class, name = "head"),
    @JsonSubTypes.Type(value = Parsed.Done.class, name = "done"),
    @JsonSubTypes.Type(value = Parsed.Fault.class, name = "fault")
})
sealed interface Parsed {
    /// The file's format, and its size on the disk or [RowFile#UNKNOWN].
    record Begun(Format format, long size) implements Parsed {}

    /// A row that became an example; `own` where it does not come from where its file comes from.
    record Taken(long line, Example example, @Nullable Own own) implements Parsed {}

    /// What a row says of its own origin; what is null is the file's.
    record Own(
            @Nullable String source,
            @Nullable String licence,
            @Nullable Tier tier) {}

    /// A row that did not; `row` is how it begins, of the first refusals only.
    record Refused(long line, String reason, String row) implements Parsed {}

    /// How many bytes of the file are read, which of its fields were left out, and what was cleaned, so far.
    record Read(long bytes, List<Count> ignored, List<Count> notes) implements Parsed {}

    /// In how many rows.
    record Count(String what, long rows) {
        static List<Count> of(Map<String, Long> counts) {
            return counts.entrySet().stream()
                    .map(entry -> new Count(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    /// The row groups of a Parquet file, of which nothing else was asked.
    record Groups(List<Group> groups) implements Parsed {}

    /// How many rows a row group holds, and the bytes of the file from `from` to before `to` where it lies.
    record Group(long rows, long from, long to) {}

    /// The first rows as they are, in JSON, of which nothing else was asked.
    record Head(List<String> rows) implements Parsed {}

    /// The file was read to its end.
    record Done() implements Parsed {}

    /// The file cannot be read, or not to its end.
    record Fault(String sentence) implements Parsed {}

    default String json() {
        return Lines.MAPPER.writeValueAsString(this);
    }

    static Parsed of(String json) {
        return Lines.MAPPER.readValue(json, Parsed.class);
    }

    /// How it is written.
    final class Lines {
        /// In ASCII: half a character in a field's name passes as it came.
        private static final JsonMapper MAPPER = sam.durable.Json.MAPPER
                .rebuild()
                .addMixIn(Example.class, Kinds.class)
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();

        private Lines() {}
    }

    /// The kinds of examples by name.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Example.Chat.class, name = "chat"),
        @JsonSubTypes.Type(value = Example.Reasoned.class, name = "reasoned"),
        @JsonSubTypes.Type(value = Example.Preference.class, name = "preference"),
        @JsonSubTypes.Type(value = Example.Diff.class, name = "diff"),
        @JsonSubTypes.Type(value = Example.Document.class, name = "document")
    })
    interface Kinds {}
}
