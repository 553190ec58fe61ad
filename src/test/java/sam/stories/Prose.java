package sam.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import sam.stories.Work.About;
import sam.stories.Work.Chapter;
import sam.stories.Work.Kind;
import sam.stories.Work.Labels;
import sam.stories.Work.Scene;

/// Prose of any length for tests: sentences that differ, in paragraphs.
final class Prose {
    private static final List<String> WHO = List.of("The keeper", "The lake", "A heron", "Her brother", "The old boat");
    private static final List<String> DID = List.of("waited", "turned", "was still", "moved", "gave way");
    private static final List<String> WHERE = List.of(
            "by the reeds", "under the grey light", "at the edge of the water", "before the storm", "all night");

    private final Random random;

    Prose(long seed) {
        random = new Random(seed);
    }

    String sentence() {
        return pick(WHO) + " " + pick(DID) + " " + pick(WHERE) + " and said nothing of stone " + random.nextInt(100_000)
                + ".";
    }

    String paragraph(int sentences) {
        var all = new ArrayList<String>();
        for (int i = 0; i < sentences; i++) {
            all.add(sentence());
        }
        return String.join(" ", all);
    }

    List<String> paragraphs(int count) {
        var all = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            all.add(paragraph(3 + random.nextInt(4)));
        }
        return all;
    }

    String html(int count) {
        return "<p>" + String.join("</p>\n<p>", paragraphs(count)) + "</p>";
    }

    private String pick(List<String> some) {
        return some.get(random.nextInt(some.size()));
    }

    static About about(String title) {
        return about(title, Labels.tagged(List.of()), null);
    }

    static About about(String title, Labels labels, @org.jspecify.annotations.Nullable String summary) {
        return new About(title, null, null, null, summary, List.of(), null, labels);
    }

    static Work work(String... paragraphs) {
        return work(about("A work"), List.of(new Scene(List.of(paragraphs))));
    }

    static Work work(About about, List<Scene> scenes) {
        return Work.of(Kind.TEXT, about, List.of(new Chapter("", null, scenes)), List.of());
    }
}
