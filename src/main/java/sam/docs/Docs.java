package sam.docs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sam.durable.Hashes;
import sam.durable.Json;
import sam.durable.Plain;
import sam.intake.CollectOrder;
import sam.intake.Collector;
import sam.intake.Door;
import sam.intake.ImportException;
import sam.library.Example;
import sam.library.Origin;
import sam.library.Tier;
import sam.net.Pauses;
import sam.rows.Message;
import sam.texts.UnreadableException;
import tools.jackson.databind.JsonNode;

/// Collects documentation as tasks: `docs:FOLDER|FILE.zip|rtd:PROJECT[@VERSION]|mdn[/PATH]`. What makes no task is
/// kept as passages to look up.
public final class Docs implements Collector {
    private static final int PHASE = 1;

    private final DocPlaces places;

    Docs(DocPlaces places) {
        this.places = places;
    }

    /// Read the Docs and GitHub as the environment names them.
    ///
    /// - `READTHEDOCS_URL`: a project's pages, `PROJECT` standing for its name; if unset,
    ///   `https://PROJECT.readthedocs.io`.
    /// - `GITHUB_SERVER_URL`: where `mdn/content` is.
    public static Docs of(Map<String, String> environment, InstantSource clock) {
        return of(environment, Pauses.USUAL, clock);
    }

    static Docs of(Map<String, String> environment, Pauses pauses, InstantSource clock) {
        return new Docs(new DocPlaces(
                told(environment, "READTHEDOCS_URL", "https://PROJECT.readthedocs.io"),
                told(environment, "GITHUB_SERVER_URL", "https://github.com"),
                pauses,
                clock));
    }

    private static String told(Map<String, String> environment, String name, String usual) {
        var told = environment.getOrDefault(name, "").strip().replaceAll("/+$", "");
        var address = told.isEmpty() ? usual : told;
        try {
            var uri = URI.create(address);
            if (uri.getHost() != null && String.valueOf(uri.getScheme()).startsWith("http")) {
                return address;
            }
        } catch (IllegalArgumentException noAddress) {
            throw new ImportException(Plain.text("%s is “%s”, which is no web address.", name, told), noAddress);
        }
        throw new ImportException(Plain.text("%s is “%s”, which is no web address.", name, told));
    }

    @Override
    public String scheme() {
        return "docs";
    }

    /// Where an earlier run stopped: the last page that was read whole.
    record Mark(String page) {}

    @Override
    public void collect(CollectOrder order, Door door) throws IOException, InterruptedException {
        var mark = door.marked().map(told -> told.path("page").asString("")).orElse("");
        try {
            var place = places.find(order, door, !mark.isEmpty());
            try (var shelf = place.shelf()) {
                read(place, shelf, order, door, mark);
            }
        } catch (UnreadableException e) {
            throw new ImportException(
                    Plain.text(
                            "%s %s.",
                            Path.of(order.address().replaceFirst("^rtd:", "")).getFileName(), e.getMessage()),
                    e);
        }
    }

    private void read(DocPlace place, Shelf shelf, CollectOrder order, Door door, String mark) throws IOException {
        var names = shelf.names();
        if (names.isEmpty()) {
            throw new ImportException(Plain.text(
                    "%s holds no page in Markdown or HTML. Of reStructuredText give the built pages, or rtd:PROJECT.",
                    order.address()));
        }
        var licence = place.licence(shelf, order);
        var topic = new Tasks.Topic(topic(place, shelf, order));
        for (int i = 0; i < names.size(); i++) {
            var name = names.get(i);
            if (name.compareTo(mark) <= 0) {
                continue;
            }
            if (!door.isOpen()) {
                return;
            }
            if (!take(place, shelf, name, topic, licence, i + 1L, order, door)) {
                return;
            }
            door.at(i + 1L, names.size(), "pages");
            door.mark(Json.MAPPER.valueToTree(new Mark(name)));
        }
        door.mark((JsonNode) null);
    }

    /// False when the door closed in between: the page is read anew next time.
    private static boolean take(
            DocPlace place,
            Shelf shelf,
            String name,
            Tasks.Topic topic,
            String licence,
            long line,
            CollectOrder order,
            Door door)
            throws IOException {
        var bytes = shelf.read(name);
        if (bytes.length == 0) {
            door.refuse(name, "the page is empty or far too long", "");
            return true;
        }
        var page = DocPage.of(name, bytes);
        var made = Tasks.of(page, place.topic(name, topic));
        var tier = order.tier();
        // passages are only ever retrieved, and whoever wants only those gets no tasks
        var tasks = tier == Tier.RETRIEVE_ONLY ? List.<Tasks.Task>of() : made.tasks();
        for (var task : tasks) {
            if (!door.isOpen()) {
                return false;
            }
            var chat = new Example.Chat(List.of(Message.user(task.question()), Message.assistant(task.answer())));
            door.take(
                    PHASE,
                    chat,
                    origin(place, page, name, task.place(), task.question(), licence, Tier.HIGH_VALUE, line));
        }
        for (var passage : tier == null || tier == Tier.RETRIEVE_ONLY ? made.passages() : List.<Tasks.Passage>of()) {
            if (!door.isOpen()) {
                return false;
            }
            var title = passage.place().isEmpty() ? page.title() : page.title() + " › " + passage.place();
            door.take(
                    PHASE,
                    new Example.Document(title, passage.text()),
                    origin(place, page, name, passage.place(), title, licence, Tier.RETRIEVE_ONLY, line));
        }
        if (made.tasks().isEmpty() && made.passages().isEmpty()) {
            door.refuse(name, "nothing on the page can be asked or looked up", page.title());
        }
        return true;
    }

    private static Origin origin(
            DocPlace place,
            DocPage page,
            String name,
            String heading,
            String asked,
            String licence,
            Tier tier,
            long line) {
        var key = place.key() + "/" + name + "#"
                + Hashes.sha256(heading + "\n" + asked).substring(0, 12);
        var item = new Origin.Item(
                key, place.key() + "/" + name, place.address(page, name), place.author(), place.revision());
        return new Origin(place.source(), line, licence, tier, item, null, List.of());
    }

    /// What the whole is about: as the person calls it, or the title of its first page.
    private static String topic(DocPlace place, Shelf shelf, CollectOrder order) throws IOException {
        var named = order.options().get("topic");
        if (named != null) {
            return named;
        }
        for (var name : shelf.names()) {
            if (name.matches("(?i)(?:[^/]+/)?(?:index|readme)\\.(?:md|markdown|html?)")) {
                var found = named(DocPage.of(name, shelf.read(name)));
                return found.isEmpty() ? place.called() : found;
            }
        }
        return place.called();
    }

    /// "Welcome to Click" and "Click Documentation (8.2.x)" name Click.
    private static String named(DocPage first) {
        var site = first.facts().getOrDefault("site", "");
        @Nullable String title = first.title();
        for (var told : List.of(site.replaceAll("^.*\\s[—|–-]\\s+", ""), title)) {
            var name = told.replaceAll(
                            "(?i)^welcome to (?:the )?|['’]s? .*$|\\(.*\\)|\\bdocumentation\\b.*$|\\b(?:user"
                                    + " )?guide\\b.*$|[!¶`]",
                            "")
                    .strip()
                    .replaceAll("\\s+v?\\d[\\w.]*$|\\.$", "")
                    .strip();
            if (!name.isEmpty()
                    && name.split("\\s+").length <= 3
                    && !name.matches("(?i)overview|index|home|introduction|contents|readme")) {
                return name;
            }
        }
        return "";
    }
}
