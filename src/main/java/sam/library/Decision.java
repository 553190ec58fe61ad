package sam.library;

import java.util.List;

/// What the person does: one act, which one undo takes back.
public sealed interface Decision {
    /// What is done to any number of examples alike.
    sealed interface OfRows extends Decision {
        List<Long> examples();
    }

    /// What is done to a source with all that came from it.
    sealed interface OfSource extends Decision {
        String source();
    }

    record Judge(List<Long> examples, Status verdict) implements OfRows {
        public Judge {
            examples = List.copyOf(examples);
        }

        public Judge(long example, Status verdict) {
            this(List.of(example), verdict);
        }
    }

    /// From 1 to 5; 0 takes the rating away.
    record Rate(List<Long> examples, int rating) implements OfRows {
        public Rate {
            examples = List.copyOf(examples);
        }

        public Rate(long example, int rating) {
            this(List.of(example), rating);
        }
    }

    /// Gives the examples a tag, or with `on` false takes it away.
    record Tag(List<Long> examples, String tag, boolean on) implements OfRows {
        public Tag {
            examples = List.copyOf(examples);
        }

        public Tag(long example, String tag, boolean on) {
            this(List.of(example), tag, on);
        }
    }

    record Note(List<Long> examples, String note) implements OfRows {
        public Note {
            examples = List.copyOf(examples);
        }

        public Note(long example, String note) {
            this(List.of(example), note);
        }
    }

    record Flag(List<Long> examples, boolean on) implements OfRows {
        public Flag {
            examples = List.copyOf(examples);
        }

        public Flag(long example, boolean on) {
            this(List.of(example), on);
        }
    }

    /// Keeps the examples back for measuring: they are never trained on.
    record HoldOut(List<Long> examples, boolean on) implements OfRows {
        public HoldOut {
            examples = List.copyOf(examples);
        }
    }

    record MoveToPhase(List<Long> examples, int phase) implements OfRows {
        public MoveToPhase {
            examples = List.copyOf(examples);
        }
    }

    /// What becomes Tier 3 and was accepted waits again: it cannot be trained on.
    record ChangeTier(List<Long> examples, Tier tier) implements OfRows {
        public ChangeTier {
            examples = List.copyOf(examples);
        }
    }

    /// The answer in the person's words; `replacement` has the same kind as the example. With `keepPair` the edit
    /// also becomes a preference pair, the edit chosen and the original rejected; unless the question was edited
    /// too, for then the original answered another.
    record Edit(long example, Example replacement, boolean keepPair) implements Decision {}

    /// A side-by-side choice. `chosenOnLeft` tells where the text stored as chosen stood, so that a habit of sides can
    /// be seen.
    record Prefer(long example, Choice choice, boolean chosenOnLeft, boolean much, long activeMillis)
            implements Decision {}

    record RenameSource(String source, String name) implements OfSource {}

    record Relicense(String source, String licence) implements OfSource {}

    record MoveSourceToPhase(String source, int phase) implements OfSource {}

    record ChangeSourceTier(String source, Tier tier) implements OfSource {}

    /// Withdraws what an import brought, except what another source brought too.
    record TakeBackImport(long id) implements Decision {}

    enum Choice {
        LEFT,
        RIGHT,
        BOTH_GOOD,
        BOTH_BAD,
        SKIP
    }
}
