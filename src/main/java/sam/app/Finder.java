package sam.app;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Finds a thing the window can do or show by a few letters of its words.
final class Finder {
    /// More than these nobody reads; another letter narrows them.
    private static final int SHOWN = 12;
    private static final int KIND_LETTERS = 3;

    /// Something to go to or to do: what kind it is, what it is called, its keys, and how.
    record Thing(String kind, String name, String keys, Runnable act) {}

    private Finder() {}

    /// The things that have every word typed, those first whose name begins with it, then those where a word does.
    static List<Thing> find(List<Thing> all, String typed) {
        var words = typed.strip().toLowerCase(Locale.ROOT).split("\\s+");
        return all.stream()
                .filter(thing -> Stream.of(words).allMatch(word -> answers(thing, word)))
                .sorted(Comparator.comparingInt(thing -> distance(thing, words[0])))
                .limit(SHOWN)
                .toList();
    }

    private static int distance(Thing thing, String word) {
        var name = thing.name().toLowerCase(Locale.ROOT);
        if (name.startsWith(word)) {
            return 0;
        }
        if (name.contains(" " + word)) {
            return 1;
        }
        return name.contains(word) ? 2 : 3;
    }

    /// The kind counts for a word long enough to mean it, so that two letters of a name do not bring every page.
    private static boolean answers(Thing thing, String word) {
        return thing.name().toLowerCase(Locale.ROOT).contains(word)
                || word.length() >= KIND_LETTERS
                        && thing.kind().toLowerCase(Locale.ROOT).startsWith(word);
    }
}
