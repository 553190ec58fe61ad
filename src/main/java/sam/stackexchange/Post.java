package sam.stackexchange;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A question or an answer as the API tells it. What it leaves out is null, or 0.
record Post(
        long id,
        int score,
        Instant created,
        Instant edited,
        @Nullable String body,
        @Nullable String author,
        @Nullable String licence) {
    /// Two made-up posts of the data dump that are there to mark copies of it.
    private static final Set<Long> MADE_UP = Set.of(1_000_000_001L, 1_000_000_010L);
    /// When Stack Exchange went on to the next version of its licence.
    private static final Instant FROM_3 = Instant.parse("2011-04-08T00:00:00Z");

    private static final Instant FROM_4 = Instant.parse("2018-05-02T00:00:00Z");

    /// A question with its answers.
    record Question(Post post, String title, String link, long accepted, boolean closed, List<Post> answers) {
        Question {
            answers = List.copyOf(answers);
        }

        static Question of(JsonNode item, List<Post> answers) {
            var known = new ArrayList<>(answers);
            item.path("answers").forEach(answer -> known.add(Post.of(answer, "answer_id")));
            return new Question(
                    Post.of(item, "question_id"),
                    plain(item.path("title").asString("")),
                    item.path("link").asString(""),
                    item.path("accepted_answer_id").asLong(0),
                    item.path("closed_date").asLong(0) > 0
                            || !item.path("closed_reason").asString("").isEmpty(),
                    known);
        }
    }

    static Post of(JsonNode item, String id) {
        var created = item.path("creation_date").asLong(0);
        var edited = item.path("last_edit_date").asLong(0);
        var body = item.path("body").asString("");
        return new Post(
                item.path(id).asLong(0),
                item.path("score").asInt(0),
                Instant.ofEpochSecond(created),
                Instant.ofEpochSecond(Math.max(created, edited)),
                body.isBlank() ? null : body,
                author(item.path("owner")),
                licence(item.path("content_license").asString(""), created));
    }

    boolean isMadeUp() {
        return MADE_UP.contains(id);
    }

    /// Name and page of who wrote it, as attribution asks for them.
    private static @Nullable String author(JsonNode owner) {
        var name = plain(owner.path("display_name").asString("")).strip();
        var page = owner.path("link").asString("").strip();
        if (name.isEmpty()) {
            return page.isEmpty() ? null : page;
        }
        return page.isEmpty() ? name : name + " (" + page + ")";
    }

    /// "CC BY-SA 4.0" as SPDX writes it. Where the API is silent, the day it was written decides.
    private static @Nullable String licence(String told, long created) {
        if (!told.isBlank()) {
            return told.strip().replace(' ', '-');
        }
        if (created <= 0) {
            return null;
        }
        var day = Instant.ofEpochSecond(created);
        return day.isBefore(FROM_3) ? "CC-BY-SA-2.5" : day.isBefore(FROM_4) ? "CC-BY-SA-3.0" : "CC-BY-SA-4.0";
    }

    /// The API escapes titles and names for pages.
    private static String plain(String escaped) {
        return Parser.unescapeEntities(escaped, false);
    }
}
