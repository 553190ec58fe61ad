package sam.stackexchange;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.durable.Plain;
import sam.intake.CollectOrder;
import sam.intake.Collector;
import sam.intake.Door;
import sam.intake.ImportException;
import sam.net.Credential;
import sam.net.NetException;
import sam.net.Pauses;
import sam.net.WebClient;
import sam.net.WebText;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Collects questions with accepted answers: `stackexchange:SITE?tagged=A;B[&min=N]`, best questions first.
public final class StackExchange implements Collector {
    private static final int MOST_ANSWER = 64 << 20;
    /// A page without questions is no end while there is said to be more, but not for ever.
    private static final int MOST_EMPTY = 3;

    private final WebText web;
    private final String key;
    private final InstantSource clock;

    StackExchange(URI address, String key, Pauses pauses, InstantSource clock) {
        // the key goes into the query: the service takes no other credential for reading
        this.web = new WebText(
                new WebClient(new WebClient.Site("Stack Exchange", address, Credential.NONE), pauses, clock),
                null,
                MOST_ANSWER);
        this.key = key;
        this.clock = clock;
    }

    /// The API and its key as the environment names them.
    public static StackExchange of(Map<String, String> environment, InstantSource clock) {
        var told = environment.getOrDefault("STACKEXCHANGE_API_URL", "").strip();
        return new StackExchange(
                address(told.isEmpty() ? "https://api.stackexchange.com/2.3" : told),
                environment.getOrDefault("STACKEXCHANGE_KEY", "").strip(),
                Pauses.USUAL,
                clock);
    }

    private static URI address(String told) {
        try {
            var uri = URI.create(told);
            if (uri.getHost() != null && uri.getScheme().startsWith("http")) {
                return uri;
            }
        } catch (IllegalArgumentException noAddress) {
            throw new ImportException(
                    Plain.text("STACKEXCHANGE_API_URL is “%s”, which is no web address.", told), noAddress);
        }
        throw new ImportException(Plain.text("STACKEXCHANGE_API_URL is “%s”, which is no web address.", told));
    }

    @Override
    public String scheme() {
        return "stackexchange";
    }

    /// Where an earlier run stopped: the next page, how many questions came before it, since when requests are allowed
    /// again (of whom: a key has a quota of its own), and the filter it made.
    record Mark(
            int page,
            long seen,
            long notBefore,
            boolean keyed,
            @Nullable String filter) {
        static final Mark BEGINNING = new Mark(1, 0, 0, false, null);
    }

    @Override
    public void collect(CollectOrder order, Door door) throws InterruptedException {
        var wanted = Wanted.parse(order.address());
        var mark = door.marked().flatMap(StackExchange::read).orElse(Mark.BEGINNING);
        boolean sameAsker = mark.keyed() == !key.isEmpty();
        var notBefore = sameAsker ? Instant.ofEpochSecond(mark.notBefore()) : Instant.EPOCH;
        var api = new StackApi(web, key, clock, door, notBefore, mark.filter());
        var questions = new Questions(wanted, door);
        long seen = mark.seen();
        int empty = 0;
        for (int page = mark.page(); door.isOpen(); page++) {
            var answer = ask(api, wanted, page, seen, door);
            if (answer.isEmpty()) {
                return;
            }
            var found = answer.get();
            var apart = answers(api, wanted, found.items());
            if (apart.isEmpty()) {
                return;
            }
            for (var item : found.items()) {
                if (!door.isOpen()) {
                    return;
                }
                seen++;
                var id = item.path("question_id").asLong(0);
                questions.take(Post.Question.of(item, apart.get().getOrDefault(id, List.of())), seen);
                door.at(seen, -1, "questions");
            }
            empty = found.items().isEmpty() ? empty + 1 : 0;
            if (!found.hasMore() || empty >= MOST_EMPTY) {
                door.mark(null);
                return;
            }
            boolean spent = found.quotaIsSpent();
            var why = spent ? api.spent() : null;
            door.mark(mark(page + 1, seen, api));
            if (why != null && door.isOpen()) {
                throw why;
            }
        }
    }

    /// Also a throttle that stops it is remembered: asking again before its end makes it longer.
    private Optional<StackApi.Page> ask(StackApi api, Wanted wanted, int page, long seen, Door door)
            throws InterruptedException {
        try {
            return api.questions(wanted, page);
        } catch (NetException e) {
            if (e.kind() == NetException.Kind.QUOTA) {
                door.mark(mark(page, seen, api));
            }
            throw e;
        }
    }

    private JsonNode mark(int page, long seen, StackApi api) {
        return Json.MAPPER.valueToTree(
                new Mark(page, seen, api.notBefore().getEpochSecond() + 1, !key.isEmpty(), api.filter()));
    }

    private static Optional<Mark> read(JsonNode told) {
        try {
            var mark = Json.MAPPER.treeToValue(told, Mark.class);
            return mark.page() < 1 ? Optional.empty() : Optional.of(mark);
        } catch (JacksonException ofAnotherTime) {
            return Optional.empty();
        }
    }

    /// The answers that did not come with their questions, by question; nothing when the person stopped it.
    private static Optional<Map<Long, List<Post>>> answers(StackApi api, Wanted wanted, List<JsonNode> questions)
            throws InterruptedException {
        var missing = questions.stream()
                .filter(item -> !item.path("answers").isArray())
                .filter(item -> item.path("accepted_answer_id").asLong(0) > 0)
                .map(item -> item.path("question_id").asLong(0))
                .filter(id -> id > 0)
                .toList();
        Map<Long, List<Post>> found = new HashMap<>();
        for (int page = 1; !missing.isEmpty(); page++) {
            var answer = api.answers(wanted, missing, page);
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            for (var item : answer.get().items()) {
                found.computeIfAbsent(item.path("question_id").asLong(0), _ -> new ArrayList<>())
                        .add(Post.of(item, "answer_id"));
            }
            if (!answer.get().hasMore() || answer.get().items().isEmpty()) {
                break;
            }
            if (answer.get().quotaIsSpent()) {
                throw api.spent();
            }
        }
        return Optional.of(found);
    }
}
