package sam.stackexchange;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.durable.Plain;
import sam.intake.Door;
import sam.net.NetException;
import sam.net.Pauses;
import sam.net.WebText;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The API of Stack Exchange, version 2.3: asks, obeys `backoff` before it asks again, and knows when the quota ends.
final class StackApi {
    static final int PAGE = 100;

    /// All that is read of an answer, named as `/filters/create` wants it; wrapper fields begin with a dot.
    private static final String FIELDS = String.join(
            ";",
            List.of(
                    ".items",
                    ".has_more",
                    ".backoff",
                    ".quota_max",
                    ".quota_remaining",
                    ".error_id",
                    ".error_name",
                    ".error_message",
                    "question.question_id",
                    "question.title",
                    "question.body",
                    "question.score",
                    "question.link",
                    "question.owner",
                    "question.accepted_answer_id",
                    "question.answers",
                    "question.closed_date",
                    "question.closed_reason",
                    "question.content_license",
                    "question.creation_date",
                    "question.last_edit_date",
                    "answer.answer_id",
                    "answer.question_id",
                    "answer.body",
                    "answer.score",
                    "answer.owner",
                    "answer.content_license",
                    "answer.creation_date",
                    "answer.last_edit_date",
                    "shallow_user.display_name",
                    "shallow_user.link"));

    /// Built into the service: everything it usually tells, with bodies, but a question's answers apart.
    private static final String WITH_BODY = "withbody";

    private static final int THROTTLED = 502;
    private static final int DENIED = 403;
    /// `backoff` is in seconds, and a request that comes a moment too early counts as a violation.
    private static final Duration SLACK = Duration.ofMillis(250);

    private static final Duration SLICE = Duration.ofMillis(200);
    private static final Pattern MORE_IN = Pattern.compile("in (\\d{1,7}) seconds");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final WebText web;
    private final String key;
    private final InstantSource clock;
    private final Door door;
    private Instant notBefore;
    private @Nullable String filter;

    /// - `notBefore`: what an earlier run was asked to wait for.
    /// - `filter`: the name of the filter that an earlier run made; such names stay valid for ever.
    StackApi(WebText web, String key, InstantSource clock, Door door, Instant notBefore, @Nullable String filter) {
        this.web = web;
        this.key = key;
        this.clock = clock;
        this.door = door;
        this.notBefore = notBefore;
        this.filter = filter;
    }

    /// One page: its items, whether there are more, and whether the quota allows to ask for them.
    record Page(List<JsonNode> items, boolean hasMore, boolean quotaIsSpent) {
        Page {
            items = List.copyOf(items);
        }
    }

    Instant notBefore() {
        return notBefore;
    }

    @Nullable
    String filter() {
        return filter;
    }

    /// One page of questions, or nothing when the person stopped it while it waited.
    Optional<Page> questions(Wanted wanted, int page) throws InterruptedException {
        if (filter == null) {
            filter = made(wanted.site());
        }
        return ask(
                "/questions",
                wanted.query() + "&pagesize=" + PAGE + "&page=" + page + "&filter="
                        + URLEncoder.encode(filter, StandardCharsets.UTF_8));
    }

    /// A page of the answers to some questions, where they did not come with them.
    Optional<Page> answers(Wanted wanted, List<Long> questions, int page) throws InterruptedException {
        var ids = questions.stream().map(String::valueOf).collect(Collectors.joining(";"));
        return ask(
                "/questions/" + ids + "/answers",
                "site=" + wanted.site() + "&order=desc&sort=votes&pagesize=" + PAGE + "&page=" + page + "&filter="
                        + WITH_BODY);
    }

    private String made(String site) throws InterruptedException {
        try {
            var page = ask(
                    "/filters/create",
                    "base=none&unsafe=false&include=" + URLEncoder.encode(FIELDS, StandardCharsets.UTF_8));
            var name = page.isEmpty() || page.get().items().isEmpty()
                    ? ""
                    : page.get().items().getFirst().path("filter").asString("");
            return name.isEmpty() ? WITH_BODY : name;
        } catch (NetException e) {
            // a mirror may know only what is built in
            if (e.kind() == NetException.Kind.REFUSED && (e.status() == 400 || e.status() == 404)) {
                return WITH_BODY;
            }
            throw e;
        }
    }

    private Optional<Page> ask(String method, String query) throws InterruptedException {
        for (int attempt = 0; ; attempt++) {
            if (!waited()) {
                return Optional.empty();
            }
            JsonNode body;
            try {
                body = web.json(uri(method, query), Map.of(), door::say).body();
            } catch (NetException e) {
                var told = told(e);
                if (told == null) {
                    throw e;
                }
                body = told;
            }
            if (!body.has("error_id")) {
                return Optional.of(page(body));
            }
            refused(body, attempt);
        }
    }

    private URI uri(String method, String query) {
        var address = web.web().site().address().toString().replaceAll("/+$", "");
        var secret = key.isEmpty() ? "" : "&key=" + URLEncoder.encode(key, StandardCharsets.UTF_8);
        return URI.create(address + method + "?" + query + secret);
    }

    private Page page(JsonNode body) {
        var items = body.path("items");
        if (!items.isArray()) {
            throw NetException.strange(
                    Plain.text("%s answers with something that is no list of posts. Try again later.", name()), null);
        }
        var seconds = body.path("backoff").asLong(0);
        if (seconds > 0) {
            var until = clock.instant().plusSeconds(seconds).plus(SLACK);
            notBefore = until.isAfter(notBefore) ? until : notBefore;
        }
        boolean spent = body.path("quota_remaining").asInt(1) <= 0;
        return new Page(items.valueStream().toList(), body.path("has_more").asBoolean(false), spent);
    }

    /// Waits as long as it was told to; false when the person had enough of it.
    private boolean waited() throws InterruptedException {
        var wait = Duration.between(clock.instant(), notBefore);
        if (wait.isNegative() || wait.isZero()) {
            return true;
        }
        if (wait.compareTo(web.web().pauses().longest()) > 0) {
            throw closed(notBefore);
        }
        door.say(Plain.text("%s asks to wait %d s", name(), wait.toSeconds() + 1));
        // by elapsed time: a clock may stand still or be set back
        long end = System.nanoTime() + wait.toNanos();
        while (System.nanoTime() < end) {
            if (!door.isOpen()) {
                return false;
            }
            Pauses.sleep(Duration.ofNanos(Math.max(1, Math.min(SLICE.toNanos(), end - System.nanoTime()))));
        }
        notBefore = Instant.EPOCH;
        return true;
    }

    /// The error a refusal carries, if it is one of the API's.
    private static @Nullable JsonNode told(NetException e) {
        if (e.kind() != NetException.Kind.REFUSED || e.said().isEmpty()) {
            return null;
        }
        try {
            var body = Json.MAPPER.readTree(e.said());
            return body.has("error_id") ? body : null;
        } catch (JacksonException noJson) {
            return null;
        }
    }

    private void refused(JsonNode body, int attempt) {
        var said = body.path("error_message").asString("");
        var plain = key.isEmpty() ? said : said.replace(key, "…");
        switch (body.path("error_id").asInt(0)) {
            case THROTTLED -> throttled(plain, attempt);
            case DENIED ->
                throw NetException.refused(
                        Plain.text("%s refuses: %s. With a key in STACKEXCHANGE_KEY it gives more.", name(), plain),
                        DENIED);
            default ->
                throw NetException.refused(
                        Plain.text("%s does not take the request: %s. Check the site and the tags.", name(), plain),
                        body.path("error_id").asInt(0));
        }
    }

    private void throttled(String said, int attempt) {
        var told = MORE_IN.matcher(said);
        var pauses = web.web().pauses();
        var wait = told.find()
                ? Duration.ofSeconds(Long.parseLong(told.group(1)))
                : pauses.after(attempt).multipliedBy(30);
        notBefore = clock.instant().plus(wait);
        if (attempt >= pauses.attempts() || wait.compareTo(pauses.longest()) > 0) {
            throw closed(notBefore);
        }
    }

    /// What is said when the quota of the day is used up, which begins anew at midnight of UTC.
    NetException spent() {
        notBefore = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC);
        return closed(notBefore);
    }

    private NetException closed(Instant until) {
        var here = ZoneId.systemDefault();
        var minute = until.plus(59, ChronoUnit.SECONDS).atZone(here);
        boolean today = minute.toLocalDate().equals(LocalDate.ofInstant(clock.instant(), here));
        return NetException.quota(
                Plain.text(
                        "%s's quota is used up until %s. Collect again then: it goes on where it stopped.%s",
                        name(),
                        minute.format(today ? TIME : DAY),
                        key.isEmpty() ? " A free key in STACKEXCHANGE_KEY allows 10,000 requests a day." : ""),
                until);
    }

    private String name() {
        return web.web().site().name();
    }
}
