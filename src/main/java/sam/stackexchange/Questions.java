package sam.stackexchange;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import sam.intake.Door;
import sam.library.Example;
import sam.library.Origin;
import sam.library.Tier;
import sam.rows.Message;
import sam.texts.Markdown;

/// Makes rows of questions: question → accepted answer, and where another answer is far worse, a pair.
final class Questions {
    private static final int ANSWERS = 1;
    private static final int PAIRS = 4;
    private static final int LEAST_ANSWER_SCORE = 3;
    private static final int SHORTEST = 200;
    private static final int LONGEST = 6_000;
    private static final int LEAST_GAP = 5;
    /// What a worse answer must have to be one at all.
    private static final int SHORTEST_WORSE = 80;
    /// Words that are left of an answer that says something itself when its links are gone.
    private static final int LEAST_WORDS = 20;

    private static final Pattern ADDRESS = Pattern.compile("<?https?://\\S+>?");
    private static final Pattern MAIL = Pattern.compile(
            "(?<![\\w/:@.])[A-Za-z0-9._%+-]{1,64}@(?!example\\.)[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,24}\\b");

    private final Wanted wanted;
    private final Door door;

    Questions(Wanted wanted, Door door) {
        this.wanted = wanted;
        this.door = door;
    }

    /// - `line`: which question of the source it is, from 1.
    void take(Post.Question question, long line) {
        var reason = refusal(question);
        if (reason != null) {
            door.refuse(place(question), reason, question.title());
            return;
        }
        var accepted = accepted(question).orElseThrow();
        var answer = text(accepted);
        var reasonOfAnswer = refusal(accepted, answer);
        if (reasonOfAnswer != null) {
            door.refuse(place(question), reasonOfAnswer, question.title());
            return;
        }
        var prompt = List.of(Message.user(asked(question)));
        var chat = new Example.Chat(List.of(prompt.getFirst(), Message.assistant(answer)));
        door.take(ANSWERS, chat, origin(question, List.of(accepted), line));
        worse(question, accepted)
                .ifPresent(other -> door.take(
                        PAIRS,
                        new Example.Preference(prompt, answer, text(other)),
                        origin(question, List.of(accepted, other), line)));
    }

    private @Nullable String refusal(Post.Question question) {
        var post = question.post();
        if (post.id() <= 0 || post.body() == null || question.title().isBlank()) {
            return "the question has no text";
        }
        if (post.isMadeUp()) {
            return "the question is made up to mark copies";
        }
        if (question.closed()) {
            return "the question is closed";
        }
        if (post.score() < wanted.least()) {
            return "the question's score is too low";
        }
        if (showsPictures(post)) {
            return "the question shows pictures";
        }
        return question.accepted() == 0 || accepted(question).isEmpty() ? "no answer is accepted" : null;
    }

    private static @Nullable String refusal(Post answer, String text) {
        if (answer.isMadeUp()) {
            return "the answer is made up to mark copies";
        }
        if (answer.body() == null) {
            return "the accepted answer has no text";
        }
        if (answer.score() < LEAST_ANSWER_SCORE) {
            return "the accepted answer's score is too low";
        }
        if (text.length() < SHORTEST) {
            return "the accepted answer is too short";
        }
        if (text.length() > LONGEST) {
            return "the accepted answer is too long";
        }
        if (pointsElsewhere(answer)) {
            return "the accepted answer only points elsewhere";
        }
        return showsPictures(answer) ? "the accepted answer shows pictures" : null;
    }

    private static Optional<Post> accepted(Post.Question question) {
        return question.answers().stream()
                .filter(answer -> answer.id() == question.accepted())
                .findFirst();
    }

    /// The worst of the answers that were there before the accepted one: they had more time to be voted for, and yet
    /// were not. A later answer may only have been seen less.
    private static Optional<Post> worse(Post.Question question, Post accepted) {
        return question.answers().stream()
                .filter(other -> other.id() != accepted.id() && other.id() > 0 && !other.isMadeUp())
                .filter(other -> other.body() != null && other.created().getEpochSecond() > 0)
                .filter(other -> other.created().isBefore(accepted.created()))
                .filter(other -> accepted.score() - other.score() >= LEAST_GAP)
                .filter(other -> !showsPictures(other) && !pointsElsewhere(other))
                .filter(other ->
                        text(other).length() >= SHORTEST_WORSE && text(other).length() <= LONGEST)
                .min(Comparator.comparingInt(Post::score).thenComparingLong(Post::id));
    }

    private static boolean showsPictures(Post post) {
        return post.body() != null && Jsoup.parseBodyFragment(post.body()).selectFirst("img") != null;
    }

    /// "See this link": hardly a word that is neither code nor part of a link.
    private static boolean pointsElsewhere(Post post) {
        var body = Jsoup.parseBodyFragment(Objects.requireNonNullElse(post.body(), ""));
        boolean linked = body.selectFirst("a[href]") != null
                || ADDRESS.matcher(body.text()).find();
        boolean shows = body.selectFirst("pre") != null;
        // a quotation is what it points at, not what it says
        body.select("a, blockquote").remove();
        var own = ADDRESS.matcher(body.text()).replaceAll("").strip();
        return linked && !shows && own.split("\\s+").length < LEAST_WORDS;
    }

    private static String asked(Post.Question question) {
        var title = question.title().strip();
        var body = text(question.post());
        return body.startsWith(title) ? body : title + "\n\n" + body;
    }

    /// A body as Markdown, without addresses of people.
    private static String text(Post post) {
        var markdown = Markdown.of(
                Objects.requireNonNullElse(post.body(), ""), "https://stackexchange.com/", Markdown.Links.SENSE);
        return MAIL.matcher(markdown).replaceAll("user@example.com");
    }

    private String place(Post.Question question) {
        return question.link().isEmpty() ? wanted.site() + " " + question.post().id() : question.link();
    }

    private Origin origin(Post.Question question, List<Post> answers, long line) {
        var ids = answers.stream().map(answer -> Long.toString(answer.id())).toList();
        var key = wanted.site() + "/" + String.join(">", ids);
        var asker = question.post().author();
        var authors = Stream.concat(
                        answers.stream().map(Post::author).filter(Objects::nonNull),
                        asker == null ? Stream.empty() : Stream.of("question: " + asker))
                .toList();
        var item = new Origin.Item(
                key,
                wanted.site() + "/" + question.post().id(),
                question.link().isEmpty() ? null : question.link(),
                authors.isEmpty() ? null : String.join("; ", authors),
                answers.getFirst().edited().toString());
        return new Origin(source(), line, licence(question, answers), Tier.HIGH_VALUE, item, null, List.of());
    }

    private String source() {
        return "stackexchange:" + wanted.site();
    }

    /// What is made of several versions of one licence may be passed on under the latest of them.
    private static String licence(Post.Question question, List<Post> answers) {
        var all = Stream.concat(Stream.of(question.post()), answers.stream())
                .map(Post::licence)
                .toList();
        return all.stream().anyMatch(Objects::isNull)
                ? "unknown"
                : all.stream()
                        .map(Objects::requireNonNull)
                        .max(Comparator.naturalOrder())
                        .orElse("unknown");
    }
}
