package sam.docs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import sam.durable.Plain;
import sam.texts.Section;

/// Finds in a page what can be asked and is answered there; the rest is left as passages to look up.
final class Tasks {
    private static final int SHORTEST = 150;
    private static final int LONGEST = 4_000;
    private static final int LEAST_WORDS_OF_A_PASSAGE = 40;
    private static final Pattern SKIPPED = Pattern.compile(
            "(?i)(?:see also|references?|specifications?|browser compatibility|(?:table of )?contents?|further"
                    + " reading|formal (?:definition|syntax)|next steps?|licen[cs]e|related.*|technical summary|indices"
                    + " and tables|what(?:'|’)s next\\??|resources|accessibility concerns|properties|instance"
                    + " properties|index)");
    private static final Pattern RECORDS =
            Pattern.compile("(?i).*(?:change ?log|changes|release notes?|history|what(?:'|’)s"
                    + " new|roadmap|contribut\\w*|sponsor\\w*|donat\\w*|funding|acknowledg\\w*|third[- ]party.*|upgrade"
                    + " guides?|migrat\\w*|news|code of conduct|licen[cs]e).*");
    private static final Pattern CALL = Pattern.compile("^`?(?:new )?[A-Za-z_$][\\w.$:<>-]*\\([^`]*\\)`?$");
    private static final Pattern LIVE =
            Pattern.compile("(?i)(?:html|css|javascript|js|typescript|result|results|svg|wat|glsl)");
    private static final Pattern SMALL = Pattern.compile("(?<![\\w.`])[a-z]{2,}(?![\\w`(])");
    private static final Pattern LARGE = Pattern.compile("(?<=[\\s(/-])([A-Z][a-z]+)(?![\\w.(])");
    private final DocPage page;
    private final Topic topic;
    private final List<Task> tasks = new ArrayList<>();
    private final List<Passage> passages = new ArrayList<>();
    private final Set<String> asked = new HashSet<>();
    /// Words that the page writes small in running text.
    private final Set<String> small;

    /// `place`: the headings that lead there.
    record Task(String place, String question, String answer) {}

    record Passage(String place, String text) {}

    /// What documentation is about: its name, or empty; and whether it is a reference of MDN.
    record Topic(String name) {
        /// " in Click", unless the words say so.
        String in(String words) {
            return name.isEmpty() || words.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT))
                    ? ""
                    : " in " + name;
        }
    }

    /// What a page gives.
    record Made(List<Task> tasks, List<Passage> passages) {
        Made {
            tasks = List.copyOf(tasks);
            passages = List.copyOf(passages);
        }
    }

    private Tasks(DocPage page, Topic topic) {
        this.page = page;
        this.topic = topic;
        this.small = SMALL.matcher(page.body().whole(1))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    static Made of(DocPage page, Topic topic) {
        var tasks = new Tasks(page, topic);
        boolean records = RECORDS.matcher(page.title()).matches();
        for (var call : page.calls()) {
            tasks.call(call);
        }
        if (!records) {
            tasks.reference();
        }
        tasks.walk(page.body(), "", records, false);
        return new Made(tasks.tasks, tasks.passages);
    }

    private void call(DocPage.Call call) {
        var text = call.text().strip();
        boolean described = text.length() >= 100
                && text.length() <= LONGEST
                && call.signature().length() <= 400;
        if (described
                && call.signature().contains("(")
                && !DocPieces.NEEDS_MORE.matcher(DocPieces.firstLine(text)).find()) {
            add(
                    call.name(),
                    Plain.text("What does `%s` do%s, and how is it called?", call.name(), topic.in(call.name())),
                    DocPieces.fence("", call.signature()) + "\n\n" + text);
        } else if (DocPieces.words(text) >= LEAST_WORDS_OF_A_PASSAGE) {
            passages.add(new Passage(call.name(), DocPieces.fence("", call.signature()) + "\n\n" + text));
        }
    }

    /// A page of a reference: what a thing is, its syntax, its parameters.
    private void reference() {
        var syntax = page.body().parts().stream()
                .filter(part -> part.heading().equalsIgnoreCase("syntax"))
                .findFirst();
        var intro = page.body().blocks().stream()
                .filter(block -> block instanceof Section.Paragraph)
                .map(Section.Block::markdown)
                .limit(2)
                .collect(Collectors.joining("\n\n"));
        if (syntax.isEmpty() || DocPieces.words(intro) < 8) {
            return;
        }
        var whole = intro + "\n\n## Syntax\n\n" + syntax.get().whole(3);
        if (whole.length() > LONGEST) {
            whole = intro + "\n\n## Syntax\n\n" + syntax.get().own();
        }
        boolean called = page.title().contains("()");
        add(
                "Syntax",
                Plain.text(
                        "What %s `%s`%s, and how is it %s?",
                        called ? "does" : "is",
                        page.title().replaceAll("^`|`$", ""),
                        (called ? " do" : "") + topic.in(page.title()),
                        called ? "called" : "written"),
                whole);
    }

    private void walk(Section section, String trail, boolean records, boolean examples) {
        var place = section.heading().isEmpty() || section == page.body()
                ? trail
                : trail.isEmpty() ? section.heading() : trail + " › " + section.heading();
        if (SKIPPED.matcher(section.heading()).matches() && section != page.body()) {
            return;
        }
        boolean syntax = section.heading().equalsIgnoreCase("syntax") && asked.contains("Syntax");
        if (!records && !syntax && section != page.body()) {
            if (live(section, place) || signature(section, place) || howTo(section, place)) {
                return;
            }
        }
        boolean used = syntax || !records && described(section, place, examples);
        if (!used && DocPieces.words(section.own()) >= LEAST_WORDS_OF_A_PASSAGE) {
            passages.add(new Passage(place, DocPieces.answered(section.own())));
        }
        boolean inExamples = examples || section.heading().matches("(?i)examples?|usage|recipes?|cookbook");
        if (!syntax) {
            section.parts().forEach(part -> walk(part, place, records, inExamples));
        }
    }

    /// MDN's examples in parts: HTML, CSS, JavaScript and what comes out.
    private boolean live(Section section, String place) {
        boolean parts = section.parts().size() > 1
                && section.parts().stream()
                        .allMatch(part -> LIVE.matcher(part.heading()).matches());
        if (!parts) {
            return false;
        }
        var answer = section.parts().stream()
                .filter(part -> !part.heading().toLowerCase(Locale.ROOT).startsWith("result"))
                .map(part -> part.heading() + ":\n\n" + DocPieces.visible(part))
                .filter(text -> text.contains("```"))
                .collect(Collectors.joining("\n\n"));
        var intro = section.own();
        if (answer.isEmpty() || section.heading().matches("(?i)examples?")) {
            return false;
        }
        example(section.heading(), place, intro, answer);
        return true;
    }

    private void example(String heading, String place, String intro, String answer) {
        var small = small(heading);
        var deed = Wording.deed(small).filter(this::isDeed);
        var said =
                intro.isBlank() || DocPieces.NEEDS_MORE.matcher(intro).find() ? "" : "\n\n" + DocPieces.answered(intro);
        var subject = subject();
        var question = deed.map(what -> Plain.text("How do I %s%s?", Wording.mine(lowered(what)), with(what)))
                .orElseGet(() -> Plain.text(
                        "Show an example of %s%s: %s.", subject, topic.in(subject + heading), lowered(small)));
        add(
                place,
                deed.isPresent() ? question : question + said,
                deed.isPresent() && !said.isBlank() ? said.strip() + "\n\n" + answer : answer);
    }

    private boolean signature(Section section, String place) {
        var text = section.own();
        if (!CALL.matcher(section.heading()).matches() || DocPieces.words(text) < 15 || text.length() > LONGEST) {
            return false;
        }
        var name = section.heading().replaceAll("`", "");
        add(
                place,
                Plain.text("What does `%s` do%s, and how is it called?", name, topic.in(name)),
                DocPieces.answered(text));
        return true;
    }

    private boolean howTo(Section section, String place) {
        boolean question =
                section.heading().strip().endsWith("?") && section.heading().contains(" ");
        var heading = small(section.heading());
        var deed = Wording.deed(heading).filter(this::isDeed);
        if (!question && deed.isEmpty()) {
            return false;
        }
        var whole = DocPieces.answered(section.whole(3));
        boolean shows =
                whole.contains("```") || whole.contains("\n1. ") || whole.startsWith("1. ") || whole.contains("`");
        boolean complete = whole.length() >= SHORTEST
                && whole.length() <= LONGEST
                && DocPieces.words(whole) >= 15
                && (shows || question)
                && !DocPieces.NEEDS_MORE.matcher(DocPieces.firstLine(whole)).find()
                && !DocPieces.HANGS.matcher(whole).find()
                && !whole.stripTrailing().endsWith(":")
                && section.all().flatMap(part -> part.blocks().stream()).noneMatch(DocPieces::isBad);
        if (!complete) {
            return false;
        }
        var asks = question
                ? heading.replaceAll("\\s*\\?$", "") + topic.in(heading) + "?"
                : Plain.text("How do I %s%s?", Wording.mine(lowered(deed.orElseThrow())), with(heading));
        add(place, asks, whole);
        return true;
    }

    /// Paragraphs that lead to code.
    private boolean described(Section section, String place, boolean examples) {
        boolean used = false;
        var blocks = section.blocks();
        for (int i = 0; i < blocks.size(); i++) {
            if (!(blocks.get(i) instanceof Section.Code code) || !DocPieces.isCode(code)) {
                continue;
            }
            if (i > 0 && blocks.get(i - 1) instanceof Section.Code) {
                continue;
            }
            var before = i > 0 && blocks.get(i - 1) instanceof Section.Paragraph paragraph ? paragraph.markdown() : "";
            boolean alone = i == 0
                    && blocks.stream()
                                    .filter(block -> block instanceof Section.Code)
                                    .count()
                            == 1;
            if (examples
                    && section != page.body()
                    && alone
                    && section.heading().length() > 5
                    && !section.heading().matches("(?i)examples?|usage")) {
                var rest = blocks.stream().skip(1).map(Section.Block::markdown).collect(Collectors.joining("\n\n"));
                example(
                        section.heading(),
                        place,
                        "",
                        (DocPieces.fence(code.language(), code.code()) + "\n\n"
                                        + (DocPieces.NEEDS_MORE.matcher(rest).find() ? "" : rest))
                                .strip());
                used = true;
            } else if (DocPieces.words(before) >= 6 && DocPieces.words(before) <= 120) {
                used |= described(
                        place, section.heading(), before, DocPieces.codes(blocks, i), DocPieces.after(blocks, i));
            }
        }
        return used;
    }

    private boolean described(String place, String section, String before, String codes, String after) {
        if (DocPieces.NEEDS_MORE.matcher(before).find()) {
            return false;
        }
        var shown = codes + after;
        var in = topic.in(before);
        var found = Wording.asked(before, in);
        if (found.isPresent()
                && !DocPieces.POINTS_BACK.matcher(found.get().question()).find()) {
            add(
                    place,
                    found.get().question(),
                    found.get().answersToo() ? DocPieces.answered(before) + "\n\n" + shown : shown);
            return true;
        }
        if (found.isPresent()) {
            return false;
        }
        var first = before.replaceAll("(?s)(?<=[a-z`)])[.:]\\s.*$", "");
        if (DocPieces.HANGS.matcher(before).find()
                || DocPieces.POINTS_BACK.matcher(first).find()
                || DocPieces.words(before) < 12
                || !before.strip().matches("(?s).*[.:]$")) {
            return false;
        }
        var said = Wording.withoutPointer(DocPieces.answered(before));
        var what = DocPieces.NO_SUBJECT.matcher(said).find() && section.length() > 3
                ? Plain.text("`%s`, which %s", section.replace("`", ""), lowered(said))
                : "this: " + said;
        add(place, Plain.text("Give an example%s of %s", in, what), shown);
        return true;
    }

    /// What the page is about, as it is named in a question.
    private String subject() {
        var title = page.title().replaceAll("`", "").strip();
        var bare = title.replaceAll("^(?:Using|Introducing|Introduction to|Working with) ", "");
        boolean code = bare.matches(".*[()<>_].*|\\S*\\w[.:-]\\w\\S*|[a-z]+[A-Z]\\w*")
                || page.facts().getOrDefault("page-type", "").startsWith("css");
        return code ? "`" + bare + "`" : bare;
    }

    /// " with the Fetch API in JavaScript": what the words leave open.
    private String with(String words) {
        var subject = subject();
        var plain = subject.replaceAll("[`()]", "").replaceAll("^(?:the|The) ", "");
        var last = plain.substring(plain.lastIndexOf('.') + 1);
        boolean named =
                subject.startsWith("`") || subject.matches("(?:the )?[A-Z].* (?:API|module|class|element|object)");
        boolean said = words.toLowerCase(Locale.ROOT).contains(last.toLowerCase(Locale.ROOT));
        var by = named && !said ? " with " + subject : "";
        return by + topic.in(words + by);
    }

    private void add(String place, String question, String answer) {
        asked.add(place);
        if (answer.length() >= 40 && asked.add(question)) {
            tasks.add(
                    new Task(place, question.strip(), DocPieces.answered(answer).strip()));
        }
    }

    /// A heading in title case as it would stand in a sentence, as far as the page itself writes its words small.
    private String small(String heading) {
        return LARGE.matcher(heading).replaceAll(found -> {
            var word = found.group(1).toLowerCase(Locale.ROOT);
            boolean name = topic.name().contains(found.group(1))
                    || page.title().matches("(?s).*\\w " + found.group(1) + "\\b.*") && !small.contains(word);
            return (small.contains(word) || small.contains(word.replaceAll("s$", ""))) && !name ? word : found.group(1);
        });
    }

    /// "Calling convention" is a noun; something is done to things, to a thing, or to what has a name.
    private boolean isDeed(String deed) {
        var words = deed.split("\\s+");
        return words.length != 2
                || !words[1].matches("[a-z]+")
                || words[1].endsWith("s")
                || words[1].matches("data|code|text|input|output|started|json|html|css|children|content|state");
    }

    private static String lowered(String words) {
        return words.length() > 1 && Character.isUpperCase(words.charAt(0)) && Character.isLowerCase(words.charAt(1))
                ? words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1)
                : words;
    }
}
