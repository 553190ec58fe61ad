package sam.library;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.library.Events.Change;
import sam.library.Events.Column;
import sam.library.Events.Picked;
import sam.rows.Message;

/// What an edit does: the person's wording in place of the source's, and the pair the two make.
record Edits(DecisionWriter acts) {
    long edit(StoredExample example, Decision.Edit edit) throws SQLException {
        var replacement = edit.replacement();
        if (!ExampleJson.kind(replacement).equals(ExampleJson.kind(example.example()))) {
            throw new LibraryException(Plain.text(
                    "An edit keeps the kind of an example: this one is a %s.", ExampleJson.kind(example.example())));
        }
        if (answer(replacement).isBlank()) {
            throw new LibraryException("The answer is empty. Write one, or reject the row.");
        }
        long act = acts.log().begin("edit", "edited " + ActLog.quoted(example.example()));
        long wording = acts.sql().insert("INSERT INTO wording (content) VALUES (?)", ExampleJson.write(replacement));
        var change = new Change().set(Column.WORDING, wording).set(Column.SWAPPED, 0);
        boolean trainable =
                example.origin().tier() != Tier.RETRIEVE_ONLY && !(example.example() instanceof Example.Document);
        if (trainable) {
            change.set(Column.STATUS, StatusCode.ACCEPTED);
        }
        acts.events().write(act, Picked.one(example.id()), change);
        if (edit.keepPair() && trainable) {
            var pair = pairOf(replacement, original(example.id()));
            if (pair != null) {
                addPair(act, example, pair);
            }
        }
        acts.events().apply(act);
        return 1;
    }

    private static String answer(Example example) {
        return switch (example) {
            case Example.Chat chat -> chat.answer();
            case Example.Reasoned reasoned -> reasoned.spoken();
            case Example.Preference pair -> pair.chosen();
            case Example.Diff diff -> diff.diff();
            case Example.Document document -> document.text();
        };
    }

    /// What the person made of a draft chosen, the draft rejected; none where they say the same.
    static Example.@Nullable Preference pairOf(Example made, String draft) {
        return made instanceof Example.Chat chat && chat.tools() == null && isPlain(chat)
                ? pair(chat.prompt(), chat.prompt(), chat.answer(), draft)
                : null;
    }

    /// The edit chosen, the source's own answer rejected; none when both say the same or answer different questions.
    private static Example.@Nullable Preference pairOf(Example edit, Example original) {
        var pair = switch (edit) {
            case Example.Chat chat
            when original instanceof Example.Chat was && isPlain(chat) && isPlain(was) ->
                pair(chat.prompt(), was.prompt(), chat.answer(), was.answer());
            case Example.Reasoned reasoned
            when original instanceof Example.Reasoned was ->
                pair(reasoned.prompt(), was.prompt(), reasoned.spoken(), was.spoken());
            case Example.Preference preference
            when original instanceof Example.Preference was ->
                pair(preference.prompt(), was.prompt(), preference.chosen(), was.chosen());
            default -> null;
        };
        return pair;
    }

    /// Whether the answer is its words alone: a pair has no place for tools, calls and thoughts.
    private static boolean isPlain(Example.Chat chat) {
        var messages = chat.messages();
        return chat.tools() == null
                && (messages.isEmpty()
                        || messages.getLast()
                                .equals(Message.assistant(messages.getLast().content())));
    }

    private static Example.@Nullable Preference pair(
            List<Message> prompt, List<Message> originalPrompt, String chosen, String rejected) {
        return prompt.equals(originalPrompt) && !chosen.strip().equals(rejected.strip())
                ? new Example.Preference(prompt, chosen, rejected)
                : null;
    }

    /// The pair arrives withdrawn and this act puts it in, so that undoing the edit withdraws it again.
    private void addPair(long act, StoredExample example, Example.Preference pair) throws SQLException {
        long id = new Arrivals(acts.sql(), acts.log(), acts.events(), acts.index())
                .derived(example.id(), example.origin(), pair);
        acts.events().write(act, Picked.one(id), new Change().set(Column.STATUS, StatusCode.ACCEPTED));
    }

    private Example original(long id) throws SQLException {
        return acts.sql()
                .first(
                        "SELECT kind, content FROM example WHERE id = ?",
                        row -> Rows.parse(row.getString(1), row.getString(2)),
                        id)
                .orElseThrow();
    }
}
