package sam.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import sam.stories.Work.Scene;

/// Cuts a scene at sentence ends into passages that follow one another, each of half to twice the target's words, at
/// paragraph ends where they are near. Where a passage cannot be had (a sentence too long, damaged characters) a new
/// run begins, so that two neighbours of a run are always neighbours in the story.
final class Passages {
    /// UTF-8 once read as something else, and characters that could not be read at all.
    private static final Pattern DAMAGED = Pattern.compile("\\uFFFD|â€[™œ\\x9d\"“”˜¦]|Ã[©¨¤¶¼±³]|ï¿½");

    private static final double LEAST = 0.5;
    private static final double NEAR = 0.8;
    private static final double FULL = 1.5;
    private static final double MOST = 2;

    private final int target;
    private final List<List<Passage>> runs = new ArrayList<>();
    private List<Passage> run = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int words;
    private boolean fresh;

    /// A passage as it stands, with the blanks at its end.
    record Passage(String raw, int words) {
        String text() {
            return raw.strip();
        }
    }

    private Passages(int target) {
        this.target = target;
    }

    static boolean damaged(String text) {
        return DAMAGED.matcher(text).find();
    }

    static List<List<Passage>> of(Scene scene, int target, Locale locale) {
        var passages = new Passages(target);
        for (var paragraph : scene.paragraphs()) {
            boolean first = true;
            for (var sentence : SentenceEnds.of(paragraph, locale)) {
                passages.add(sentence, first);
                first = false;
            }
        }
        passages.endRun();
        return passages.runs;
    }

    private void add(String sentence, boolean beginsParagraph) {
        int more = Work.words(sentence);
        if (more > MOST * target && sentence.strip().contains("\n")) {
            // verse without full stops: its lines
            addLines(sentence, beginsParagraph);
            return;
        }
        if (more > MOST * target || damaged(sentence)) {
            endRun();
            return;
        }
        boolean full = words + more > FULL * target && words >= LEAST * target;
        if (full || beginsParagraph && words >= NEAR * target) {
            endPassage();
        } else if (words + more > MOST * target) {
            // too little before too much: neither half would do
            endRun();
        }
        if (text.isEmpty()) {
            fresh = beginsParagraph;
        } else if (beginsParagraph) {
            text.append("\n\n");
        }
        text.append(sentence);
        words += more;
    }

    private void addLines(String verse, boolean beginsParagraph) {
        boolean first = beginsParagraph;
        for (var line : verse.split("(?<=\n)")) {
            add(line, first);
            first = false;
        }
    }

    private void endPassage() {
        run.add(new Passage(text.toString(), words));
        text.setLength(0);
        words = 0;
    }

    private void endRun() {
        if (words >= LEAST * target) {
            endPassage();
        } else if (words > 0 && !run.isEmpty() && run.getLast().words() + words <= MOST * target) {
            var last = run.removeLast();
            run.add(new Passage(last.raw() + (fresh ? "\n\n" : "") + text, last.words() + words));
        }
        text.setLength(0);
        words = 0;
        if (!run.isEmpty()) {
            runs.add(run);
        }
        run = new ArrayList<>();
    }
}
