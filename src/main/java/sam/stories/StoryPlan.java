package sam.stories;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What will be made of stories before it is made: a line for each work, with the person's choices in it. Making the
/// rows afterwards with the same choices gives exactly these counts.
public record StoryPlan(StoryChoices choices, List<Line> works) {
    public StoryPlan {
        works = List.copyOf(works);
    }

    /// One file: the work in it, or why nothing is made of it.
    ///
    /// - `work`: null where nothing may be made.
    /// - `chosen`: whether it is among the works to take.
    /// - `refusal`: why nothing is made of it; null when something may be.
    /// - `kinds`: of each kind chosen how many rows, and how many words the model would learn to say.
    /// - `speakers`: who speaks, most often first, as guessed and corrected; [Speakers#of] tells each utterance.
    public record Line(
            Path file,
            @Nullable Summary work,
            Permission permission,
            boolean chosen,
            @Nullable String refusal,
            List<Planned> kinds,
            Map<String, Integer> speakers) {
        public Line {
            kinds = List.copyOf(kinds);
            speakers = Collections.unmodifiableMap(new LinkedHashMap<>(speakers));
        }

        public long rows() {
            return kinds.stream().mapToLong(Planned::rows).sum();
        }
    }

    /// A work in short.
    ///
    /// - `id`: what choices are kept under.
    /// - `tags`: warnings, categories, fandoms, relationships and tags.
    /// - `format`: how it came, in words.
    /// - `notes`: what the person should know of how it was read.
    public record Summary(
            String id,
            String title,
            @Nullable String author,
            @Nullable String rating,
            List<String> tags,
            String format,
            int chapters,
            int scenes,
            long words,
            List<String> notes) {
        public Summary {
            tags = List.copyOf(tags);
            notes = List.copyOf(notes);
        }

        static Summary of(Work work) {
            var about = work.about();
            return new Summary(
                    work.id(),
                    about.title(),
                    about.author(),
                    about.labels().rating(),
                    about.labels().all(),
                    work.kind().words(),
                    work.chapters().size(),
                    work.scenes().size(),
                    work.words(),
                    work.notes());
        }
    }

    /// The rows of one kind.
    public record Planned(StoryKind kind, int rows, long words) {}

    /// All rows of the works chosen.
    public long rows() {
        return works.stream().filter(Line::chosen).mapToLong(Line::rows).sum();
    }

    /// The line of a work that may be taken.
    public static Line of(Path file, Work work, StoryChoices choices) {
        var planned = new ArrayList<Planned>();
        var rows = StoryRows.of(work, choices);
        for (var kind : StoryKind.values()) {
            if (choices.kinds().contains(kind)) {
                var some = rows.stream().filter(row -> row.kind() == kind).toList();
                planned.add(new Planned(
                        kind,
                        some.size(),
                        some.stream().mapToLong(StoryRow::words).sum()));
            }
        }
        return new Line(
                file,
                Summary.of(work),
                choices.permission(work),
                choices.takes(work),
                null,
                planned,
                RolePlay.turns(Speakers.corrected(work, Speakers.of(work), choices)));
    }

    /// The line of a file of which nothing is made.
    public static Line refused(Path file, String reason, StoryChoices choices) {
        return new Line(file, null, choices.permission(), false, reason, List.of(), Map.of());
    }
}
