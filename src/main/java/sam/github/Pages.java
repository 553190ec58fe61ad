package sam.github;

import java.net.URI;
import java.util.ArrayList;
import java.util.Optional;
import sam.intake.Door;
import tools.jackson.databind.JsonNode;

/// A list of GitHub that is read page by page; after each item it is marked what was done.
abstract class Pages {
    final GitHubCollector.Repository repository;
    final Door door;
    private final String part;
    private final String unit;
    private final URI first;
    private long seen;

    Pages(GitHubCollector.Repository repository, Door door, String part, String unit, URI first) {
        this.repository = repository;
        this.door = door;
        this.part = part;
        this.unit = unit;
        this.first = first;
    }

    /// Everything of one item that is worth a row goes through the door.
    abstract void bring(JsonNode item) throws InterruptedException;

    /// The number an item keeps when the list moves.
    abstract long number(JsonNode item);

    /// Whether it came to the end of the list.
    boolean go(GitHubCollector.Place begun) throws InterruptedException {
        var done = new ArrayList<>(begun.done());
        var next = Optional.of(begun.page().isEmpty() ? first : own(begun.page()));
        while (next.isPresent()) {
            var at = next.get();
            var page = repository.api().page(at, "");
            for (var item : page.items()) {
                if (!door.isOpen()) {
                    return false;
                }
                long number = number(item);
                if (!done.contains(number)) {
                    bring(item);
                    if (!door.isOpen()) {
                        // perhaps it closed between two rows of this item
                        return false;
                    }
                    done.add(number);
                    door.mark(new GitHubCollector.Place(part, at.toString(), done).json());
                }
                door.at(++seen, -1, unit);
            }
            next = page.next();
            done.clear();
            if (next.isPresent()) {
                door.mark(new GitHubCollector.Place(part, next.get().toString(), done).json());
            }
        }
        return true;
    }

    /// A page that was marked, if it is still one of this service.
    private URI own(String page) {
        try {
            var uri = URI.create(page);
            return first.getHost().equals(uri.getHost()) && first.getPort() == uri.getPort() ? uri : first;
        } catch (IllegalArgumentException damaged) {
            return first;
        }
    }
}
