package sam.stories;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sam.stories.Work.Kind;
import sam.stories.Work.Scene;

/// Refuses works that are tagged or described as sexual content with minors, or that may be: a triage by words over
/// what is said of a work (warnings, tags, title, summary, notes, chapter titles), and over scenes that tell both of
/// sex and of an age under eighteen. In doubt a work is refused whole; none of it is kept.
final class Triage {
    /// The reason under which such works are counted.
    static final String REASON =
            "it is, or may be, sexual content with minors by its tags, description or scenes: such works are never"
                    + " kept";

    private static final Pattern SAYS_SO = TriageWords.of("says so");
    private static final Pattern TAG_SAYS_SO = TriageWords.of("tag");
    private static final Pattern SHELF = TriageWords.of("shelf");
    private static final Pattern YOUTH = TriageWords.of("youth");
    private static final Pattern RATED_SEXUAL = TriageWords.of("rating");
    private static final Pattern SEXUAL = TriageWords.of("sexual");
    private static final Pattern ACTS = TriageWords.of("acts");
    private static final Pattern TO_READERS = TriageWords.of("to readers");
    private static final Pattern OF_ITSELF = TriageWords.of("of itself");
    private static final Pattern UNDER_AGE = Pattern.compile("(?i)\\bunder-?aged?\\b");
    private static final int OPENING = 30;
    private static final int LONGEST_NOTE = 1_500;
    private static final int ENOUGH_ACTS = 2;
    private static final int NEAR = 5_000;

    private Triage() {}

    /// What speaks against a work: which field, and its words; nothing when it may be kept.
    ///
    /// - `shelf`: the folder and file it came from, which an archive names by what it keeps there.
    static Optional<String> against(Work work, String shelf) {
        var about = work.about();
        for (var tag : labels(work)) {
            if (TAG_SAYS_SO.matcher(tag.strip()).find()) {
                return Optional.of("tagged " + tag.strip());
            }
        }
        var said = said(work);
        boolean sexual =
                work.kind() == Kind.NIFTY || isRatedSexual(about.labels().rating());
        for (var text : said) {
            if (SAYS_SO.matcher(text).find()) {
                return Optional.of("described as such");
            }
            sexual |= SEXUAL.matcher(text).find();
        }
        if (work.kind() == Kind.NIFTY && SHELF.matcher(shelf).find()) {
            return Optional.of("kept on such a shelf");
        }
        if (sexual) {
            for (var text : withoutFandoms(said, about.labels().fandoms())) {
                if (YOUTH.matcher(text).find() || Ages.underEighteen(text)) {
                    return Optional.of("sexual, and described as with someone under eighteen");
                }
            }
        }
        return scenes(work) ? Optional.of("a scene of it tells of sex and of an age under eighteen") : Optional.empty();
    }

    private static boolean isRatedSexual(@Nullable String rating) {
        return rating != null && RATED_SEXUAL.matcher(rating).find();
    }

    private static List<String> labels(Work work) {
        var labels = work.about().labels();
        return Stream.of(labels.warnings(), labels.more(), labels.categories())
                .flatMap(List::stream)
                .toList();
    }

    /// All that is said of a work, without what is said to its readers.
    private static List<String> said(Work work) {
        var about = work.about();
        var said = new ArrayList<>(labels(work));
        said.add(about.title());
        add(said, about.summary());
        said.addAll(about.remarks());
        for (var chapter : work.chapters()) {
            said.add(chapter.title());
            add(said, chapter.summary());
        }
        // an archive's fields say it all; elsewhere authors say it above the story
        if (work.kind() != Kind.AO3) {
            work.chapters().stream()
                    .flatMap(Work.Chapter::paragraphs)
                    .limit(OPENING)
                    .filter(text -> text.length() < LONGEST_NOTE
                            && OF_ITSELF.matcher(text).find())
                    .forEach(said::add);
        }
        return said.stream()
                .map(text -> TO_READERS.matcher(text.replaceAll("\\s+", " ")).replaceAll(" "))
                .toList();
    }

    private static void add(List<String> said, @Nullable String text) {
        if (text != null) {
            said.add(text);
        }
    }

    /// "Teen Wolf" is a name.
    private static List<String> withoutFandoms(List<String> said, List<String> fandoms) {
        var names = new HashSet<String>();
        Stream.concat(fandoms.stream(), Stream.of("Teen Wolf", "Teen Titans", "Young Justice", "Teen And Up Audiences"))
                .map(name -> name.replaceAll("\\s*(?:\\(.*|[-–—|].*)$", "")
                        .toLowerCase(Locale.ROOT)
                        .strip())
                .filter(name -> !name.isEmpty())
                .forEach(names::add);
        return said.stream()
                .map(text -> {
                    var bare = text.toLowerCase(Locale.ROOT);
                    for (var name : names) {
                        bare = bare.replace(name, " ");
                    }
                    return bare;
                })
                .toList();
    }

    private static boolean scenes(Work work) {
        return work.scenes().stream().anyMatch(Triage::tellsOfBoth);
    }

    /// Two words of acts near an age.
    private static boolean tellsOfBoth(Scene scene) {
        var text = scene.text();
        var acts = ACTS.matcher(text).results().toList();
        if (distinct(acts.stream()) < ENOUGH_ACTS) {
            return false;
        }
        var young = new ArrayList<>(Ages.places(text));
        UNDER_AGE.matcher(text).results().forEach(found -> young.add(found.start()));
        return young.stream()
                .anyMatch(place ->
                        distinct(acts.stream().filter(act -> Math.abs(act.start() - place) < NEAR)) >= ENOUGH_ACTS);
    }

    private static long distinct(Stream<MatchResult> found) {
        return found.map(each -> each.group().toLowerCase(Locale.ROOT))
                .distinct()
                .count();
    }
}
