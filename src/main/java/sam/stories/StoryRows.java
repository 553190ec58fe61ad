package sam.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sam.durable.Hashes;
import sam.durable.Plain;
import sam.library.Example;
import sam.rows.Message;
import sam.stories.Passages.Passage;
import sam.stories.Work.Chapter;

/// Makes the rows of a work, the same ones every time.
public final class StoryRows {
    private static final int ROUND = 50;
    /// What the model is asked, in more than one wording: one alone would be learnt by heart.
    private static final List<String> GO_ON = List.of(
            "Continue the scene.",
            "Write what happens next.",
            "Go on with this story, in the same voice.",
            "Here is a passage. Write the one that follows it.",
            "Continue from here in about %d words.",
            "Pick up where this leaves off, in about %d words.");
    private static final List<String> OPEN = List.of(
            "Write the opening of this story.",
            "Begin a story of which this is the summary.",
            "Here is what a story is about. Write how it begins.",
            "Write the first %d words or so of this story.");
    private static final List<String> OPEN_CHAPTER = List.of(
            "Write the opening of this chapter.",
            "Here is what happens in a chapter. Write how it begins.",
            "Begin the chapter that this describes, in about %d words.");

    private final Work work;
    private final StoryChoices choices;
    private final Locale locale;
    private final List<StoryRow> rows = new ArrayList<>();

    private StoryRows(Work work, StoryChoices choices) {
        this.work = work;
        this.choices = choices;
        this.locale = SentenceEnds.locale(work.about().language());
    }

    /// The rows of the kinds chosen, kind by kind, in reading order.
    public static List<StoryRow> of(Work work, StoryChoices choices) {
        var made = new StoryRows(work, choices);
        var rows = new ArrayList<StoryRow>();
        for (var kind : StoryKind.values()) {
            if (choices.kinds().contains(kind)) {
                rows.addAll(made.kind(kind));
            }
        }
        return rows;
    }

    private List<StoryRow> kind(StoryKind kind) {
        rows.clear();
        switch (kind) {
            case CONTINUE -> goOn();
            case ROLE_PLAY -> RolePlay.of(work, choices).forEach(chat -> add(kind, chat, spoken(chat)));
            case DESCRIBE -> describe();
        }
        return spread(List.copyOf(rows));
    }

    /// At most as many as are wanted, from begin to end.
    private List<StoryRow> spread(List<StoryRow> all) {
        var most = choices.most();
        if (most == null || all.size() <= most) {
            return all;
        }
        var some = new ArrayList<StoryRow>();
        for (int i = 0; i < most; i++) {
            some.add(all.get((int) ((long) i * all.size() / most)));
        }
        return some;
    }

    private void goOn() {
        for (var scene : work.scenes()) {
            for (var run : Passages.of(scene, choices.target(), locale)) {
                for (int i = 1; i < run.size(); i++) {
                    var next = run.get(i);
                    var asked = worded(GO_ON, StoryKind.CONTINUE, next.words());
                    add(
                            StoryKind.CONTINUE,
                            List.of(
                                    Message.user(asked + "\n\n" + run.get(i - 1).text()),
                                    Message.assistant(next.text())),
                            next.words());
                }
            }
        }
    }

    private void describe() {
        for (int i = 0; i < work.chapters().size(); i++) {
            var chapter = work.chapters().get(i);
            var opening = opening(chapter);
            if (opening != null && i == 0) {
                describe(OPEN, work.about().summary(), opening);
            }
            if (opening != null) {
                describe(OPEN_CHAPTER, chapter.summary(), opening);
            }
        }
    }

    /// The passage a chapter begins with; null where its first words are in none.
    private @Nullable Passage opening(Chapter chapter) {
        if (chapter.scenes().isEmpty()) {
            return null;
        }
        var scene = chapter.scenes().getFirst();
        var runs = Passages.of(scene, choices.target(), locale);
        if (runs.isEmpty()) {
            return null;
        }
        var first = runs.getFirst().getFirst();
        var begin = scene.paragraphs().getFirst();
        int shown = Math.min(20, Math.min(first.text().length(), begin.length()));
        return first.text().startsWith(begin.substring(0, shown).strip()) ? first : null;
    }

    private void describe(List<String> wordings, @Nullable String summary, Passage opening) {
        if (summary == null || summary.isBlank() || Passages.damaged(summary)) {
            return;
        }
        var asked = worded(wordings, StoryKind.DESCRIBE, opening.words());
        add(
                StoryKind.DESCRIBE,
                List.of(Message.user(asked + "\n\n" + Addresses.without(summary)), Message.assistant(opening.text())),
                opening.words());
    }

    private String worded(List<String> wordings, StoryKind kind, int words) {
        int drawn = Integer.parseUnsignedInt(key(work, kind, rows.size()).substring(0, 7), 16);
        int near = Math.max(ROUND, (words + ROUND / 2) / ROUND * ROUND);
        return Plain.text(wordings.get(drawn % wordings.size()), near);
    }

    private static int spoken(List<Message> chat) {
        return chat.stream()
                .filter(message -> message.role() == Message.Role.ASSISTANT)
                .mapToInt(message -> Work.words(message.content()))
                .sum();
    }

    private void add(StoryKind kind, List<Message> chat, int words) {
        rows.add(new StoryRow(kind, rows.size(), new Example.Chat(chat), words));
    }

    /// The key of a row within its source, for ever the same for the same prose.
    static String key(Work work, StoryKind kind, int index) {
        return Hashes.sha256(Plain.text("%s/%s/%d", work.sha(), kind.option(), index));
    }
}
