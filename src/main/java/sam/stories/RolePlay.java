package sam.stories;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import sam.rows.Message;
import sam.rows.Message.Role;

/// Makes conversations of what is said in scenes: one character is the model's, who that is in this scene stands in the
/// system message, and the others speak to it.
final class RolePlay {
    private static final int PLAYED = 2;
    private static final double SURE = 0.4;
    private static final int LONGEST = 12;
    private static final int LEAST_WORDS = 8;
    private static final int APART = 150;
    private static final int PERSONA_WORDS = 80;

    private final Work work;
    private final StoryChoices choices;
    private final Locale locale;
    private final Quotes quotes;
    private final Cast cast;
    private final List<List<Message>> rows = new ArrayList<>();

    private RolePlay(Work work, StoryChoices choices) {
        this.work = work;
        this.choices = choices;
        this.locale = SentenceEnds.locale(work.about().language());
        this.quotes = Quotes.of(work);
        this.cast = Cast.of(
                work,
                work.scenes().stream()
                        .flatMap(scene -> scene.paragraphs().stream().map(quotes::cut))
                        .toList());
    }

    static List<List<Message>> of(Work work, StoryChoices choices) {
        var said = Speakers.corrected(work, Speakers.of(work), choices);
        var play = new RolePlay(work, choices);
        var played = choices.roles().isEmpty()
                ? turns(said).keySet().stream().limit(PLAYED).toList()
                : choices.roles();
        for (var segment : play.segments(said)) {
            for (var role : played) {
                play.conversations(role, segment);
            }
        }
        return play.rows;
    }

    /// How often each speaks, whoever speaks most first.
    static Map<String, Integer> turns(List<Utterance> said) {
        var counts = new LinkedHashMap<String, Integer>();
        said.stream()
                .filter(utterance -> utterance.speaker() != null && utterance.confidence() >= SURE)
                .forEach(utterance -> counts.merge(Objects.requireNonNull(utterance.speaker()), 1, Integer::sum));
        var sorted = new LinkedHashMap<String, Integer>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    /// What is said without a gap: in one scene, by known people, with little told in between.
    private List<List<Utterance>> segments(List<Utterance> said) {
        var segments = new ArrayList<List<Utterance>>();
        var open = new ArrayList<Utterance>();
        for (var utterance : said) {
            boolean known = utterance.speaker() != null
                    && utterance.confidence() >= SURE
                    && !Passages.damaged(utterance.text());
            if (!open.isEmpty() && (!known || isApart(open.getLast(), utterance))) {
                segments.add(List.copyOf(open));
                open.clear();
            }
            if (known) {
                open.add(utterance);
            }
        }
        segments.add(List.copyOf(open));
        return segments;
    }

    private boolean isApart(Utterance one, Utterance next) {
        if (one.scene() != next.scene()) {
            return true;
        }
        var between = work.scenes().get(one.scene()).paragraphs().subList(one.paragraph() + 1, next.paragraph());
        return between.stream().mapToInt(Work::words).sum() > APART;
    }

    private void conversations(String role, List<Utterance> segment) {
        var open = new ArrayList<Utterance>();
        int words = 0;
        for (var utterance : segment) {
            boolean own = role.equals(utterance.speaker());
            if (open.isEmpty() && own) {
                continue;
            }
            int more = Work.words(utterance.text());
            boolean full = open.size() >= LONGEST || words + more > 2 * choices.target();
            if (full && role.equals(open.isEmpty() ? null : open.getLast().speaker())) {
                conversation(role, open);
                open.clear();
                words = 0;
                if (own) {
                    continue;
                }
            }
            open.add(utterance);
            words += more;
        }
        conversation(role, open);
    }

    private void conversation(String role, List<Utterance> said) {
        var turns = new ArrayList<>(said);
        while (!turns.isEmpty() && !role.equals(turns.getLast().speaker())) {
            turns.removeLast();
        }
        if (turns.isEmpty()) {
            return;
        }
        var others = new LinkedHashSet<String>();
        turns.stream()
                .map(Utterance::speaker)
                .filter(speaker -> !role.equals(speaker))
                .forEach(speaker -> others.add(String.valueOf(speaker)));
        var messages = new ArrayList<Message>();
        messages.add(new Message(Role.SYSTEM, persona(role, others, turns)));
        int spoken = 0;
        for (var turn : turns) {
            boolean own = role.equals(turn.speaker());
            spoken += own ? Work.words(turn.text()) : 0;
            var text = own || others.size() == 1 ? turn.text() : turn.speaker() + ": " + turn.text();
            var by = own ? Role.ASSISTANT : Role.USER;
            if (messages.getLast().role() == by) {
                var before = messages.removeLast();
                messages.add(before.saying(before.content() + "\n\n" + text));
            } else {
                messages.add(new Message(by, text));
            }
        }
        if (spoken >= LEAST_WORDS) {
            rows.add(messages);
        }
    }

    /// Who the character is in this scene: what the scene tells of it up to here, not what is known from elsewhere.
    private String persona(String role, LinkedHashSet<String> others, List<Utterance> turns) {
        var persona = new StringBuilder(
                role.equals(Speakers.NARRATOR) ? "You are the one who tells this story." : "You are " + role + ".");
        var scene = work.scenes().get(turns.getFirst().scene());
        var told = new ArrayList<String>();
        int words = 0;
        for (var paragraph : scene.paragraphs().subList(0, turns.getLast().paragraph())) {
            var cut = quotes.cut(paragraph);
            if (!cut.said().isEmpty()) {
                continue;
            }
            for (var sentence : SentenceEnds.of(cut.told(), locale)) {
                boolean isAbout = role.equals(Speakers.NARRATOR)
                        ? sentence.matches("(?s).*\\bI\\b.*")
                        : cast.in(sentence).contains(role);
                if (isAbout && words + Work.words(sentence) <= PERSONA_WORDS) {
                    told.add(sentence.strip().replace('\n', ' '));
                    words += Work.words(sentence);
                }
            }
        }
        if (!told.isEmpty()) {
            persona.append(" From the scene: ").append(String.join(" ", told));
        }
        persona.append("\nYou speak with ")
                .append(String.join(", ", others).replace(Speakers.NARRATOR, "the one who tells it"));
        return persona.append(". Answer with what you say, and nothing else.").toString();
    }
}
