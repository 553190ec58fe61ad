package sam.stories;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sam.durable.Hashes;
import sam.durable.Plain;
import sam.stories.Work.Chapter;
import sam.stories.Work.Scene;
import sam.texts.HtmlProse.Block;

/// Finds chapters and scenes in blocks of prose: headings and chapters' names begin chapters; rules, ornaments and
/// centred lines part scenes.
final class Chapters {
    private static final int CENTRED_LINE = 60;

    private final List<Chapter> chapters = new ArrayList<>();
    private final List<Scene> scenes = new ArrayList<>();
    private final List<String> paragraphs = new ArrayList<>();
    private String title = "";
    private @Nullable String summary;

    private Chapters() {}

    static List<Chapter> of(List<Block> blocks) {
        var chapters = new Chapters();
        blocks.forEach(chapters::take);
        chapters.endChapter();
        return chapters.chapters;
    }

    /// One chapter whose title is known: headings in it are the author's own and part scenes.
    static Chapter one(String title, @Nullable String summary, List<Block> blocks) {
        var one = new Chapters();
        one.title = title;
        one.summary = summary;
        blocks.forEach(one::takeScene);
        one.endScene();
        return new Chapter(title, summary, one.scenes);
    }

    private void take(Block block) {
        if (block instanceof Block.Heading heading && !Ornaments.isBreak(heading.text())) {
            begin(heading.text());
        } else if (block instanceof Block.Paragraph paragraph && Ornaments.isChapter(paragraph.text())) {
            begin(paragraph.text());
        } else {
            takeScene(block);
        }
    }

    private void takeScene(Block block) {
        switch (block) {
            case Block.Rule _, Block.Heading _ -> endScene();
            case Block.Paragraph paragraph -> {
                if (Ornaments.isBreak(paragraph.text())) {
                    endScene();
                    return;
                }
                if (paragraph.centred() && isCaption(paragraph.text())) {
                    endScene();
                }
                paragraphs.add(paragraph.text());
            }
        }
    }

    /// "Three days later" in the middle of its line.
    private static boolean isCaption(String text) {
        return text.length() <= CENTRED_LINE && !text.contains("\n") && !text.matches(".*[.!?…,;\"”’]$");
    }

    /// Two headings without prose between them are one chapter's: its number and its name.
    private void begin(String heading) {
        boolean isBare = scenes.isEmpty() && paragraphs.isEmpty();
        if (isBare && !title.isEmpty()) {
            title = title + ": " + heading;
            return;
        }
        endChapter();
        title = heading;
    }

    private void endScene() {
        if (!paragraphs.isEmpty()) {
            scenes.add(new Scene(List.copyOf(paragraphs)));
            paragraphs.clear();
        }
    }

    private void endChapter() {
        endScene();
        if (!scenes.isEmpty()) {
            chapters.add(new Chapter(title, summary, List.copyOf(scenes)));
            scenes.clear();
        }
        title = "";
        summary = null;
    }

    /// Every chapter once: what comes again word for word is left out, with a note.
    static List<Chapter> once(List<Chapter> chapters, List<String> notes) {
        var seen = new HashSet<String>();
        var once = chapters.stream()
                .filter(chapter -> seen.add(
                        Hashes.sha256(chapter.paragraphs().collect(java.util.stream.Collectors.joining("\n")))))
                .toList();
        if (once.size() < chapters.size()) {
            notes.add(Plain.text("%,d of its chapters came twice and are taken once.", chapters.size() - once.size()));
        }
        return once;
    }

    /// The same chapters with every paragraph changed; what is left empty goes.
    static List<Chapter> each(List<Chapter> chapters, Function<String, String> change) {
        var changed = new ArrayList<Chapter>();
        for (var chapter : chapters) {
            var scenes = chapter.scenes().stream()
                    .map(scene -> new Scene(scene.paragraphs().stream()
                            .map(change)
                            .filter(text -> !text.isBlank())
                            .toList()))
                    .filter(scene -> !scene.paragraphs().isEmpty())
                    .toList();
            if (!scenes.isEmpty()) {
                changed.add(new Chapter(chapter.title(), chapter.summary(), scenes));
            }
        }
        return changed;
    }
}
