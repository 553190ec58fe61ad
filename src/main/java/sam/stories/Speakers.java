package sam.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Guesses who says what in a work, from the words around each utterance (English verbs of speech), pronouns, and turns
/// that two people take. Every guess has a confidence, and the person corrects it.
public final class Speakers {
    /// Who tells a story as "I".
    public static final String NARRATOR = "the narrator";

    private static final double NAMED = 0.9;
    private static final double TOLD_OF = 0.7;
    private static final double PRONOUN = 0.5;
    private static final double TURN = 0.5;
    private static final double TURN_LOSES = 0.05;
    private static final double LEAST_TURN = 0.3;
    private static final String WHO = "(" + Cast.NAME + "|I|he|she|they|He|She|They)";
    private static final Pattern VERB_FIRST =
            Pattern.compile(Quotes.SAID + "[,.]?\\s*" + Cast.VERB + "\\s+" + WHO + "(?![\\p{L}])");
    private static final Pattern WHO_FIRST = Pattern.compile(
            Quotes.SAID + "[,.]?\\s*" + WHO + "\\s+(?:\\w+ly\\s+|just\\s+|only\\s+)?" + Cast.VERB + "(?![\\p{L}])");
    private static final Pattern BEFORE = Pattern.compile("(?:^|[.!?]\\s+)" + WHO + "\\s+(?:\\w+ly\\s+)?" + Cast.VERB
            + "(?![\\p{L}])[^.!?" + Quotes.SAID + "]{0,60}[,:]\\s*" + Quotes.SAID);
    private static final Pattern I = Pattern.compile("\\bI\\b");

    private final Cast cast;
    private final List<Utterance> utterances = new ArrayList<>();
    private @Nullable String mentioned;

    private Speakers(Cast cast) {
        this.cast = cast;
    }

    /// All that is said in a work, in order.
    public static List<Utterance> of(Work work) {
        var quotes = Quotes.of(work);
        var scenes = work.scenes();
        var cuts = scenes.stream()
                .map(scene -> scene.paragraphs().stream().map(quotes::cut).toList())
                .toList();
        var all = cuts.stream().flatMap(List::stream).toList();
        var speakers = new Speakers(Cast.of(work, all));
        for (int scene = 0; scene < cuts.size(); scene++) {
            speakers.scene(scene, cuts.get(scene));
        }
        return speakers.utterances;
    }

    private void scene(int scene, List<Quotes.Cut> paragraphs) {
        mentioned = null;
        var turns = new ArrayList<Utterance>();
        boolean goesOn = false;
        for (int i = 0; i < paragraphs.size(); i++) {
            var cut = paragraphs.get(i);
            if (cut.said().isEmpty()) {
                mention(cut.told());
                goesOn = false;
                if (Work.words(cut.told()) > 40) {
                    turns.clear();
                }
                continue;
            }
            var bare = new Utterance(utterances.size(), scene, i, cut.speech(), told(cut), null, 0);
            var guess = goesOn && !turns.isEmpty()
                    ? bare.by(turns.getLast().speaker(), turns.getLast().confidence())
                    : guess(bare, cut.told(), turns);
            utterances.add(guess);
            turns.add(guess);
            mention(cut.told());
            if (guess.speaker() != null && !guess.speaker().equals(NARRATOR)) {
                mentioned = guess.speaker();
            }
            goesOn = cut.open();
        }
    }

    private static String told(Quotes.Cut cut) {
        return cut.told().replace(Quotes.SAID, " ").replaceAll("\\s+", " ").strip();
    }

    private void mention(String told) {
        for (var person : cast.in(told)) {
            mentioned = person;
        }
    }

    private Utterance guess(Utterance bare, String told, List<Utterance> turns) {
        for (var pattern : List.of(VERB_FIRST, WHO_FIRST, BEFORE)) {
            var found = pattern.matcher(told);
            while (found.find()) {
                var named = named(bare, found, told, turns);
                if (named != null) {
                    return named;
                }
            }
        }
        var named = cast.in(told);
        if (named.size() == 1) {
            return bare.by(named.iterator().next(), TOLD_OF);
        }
        if (named.isEmpty() && I.matcher(told).find()) {
            return bare.by(NARRATOR, TOLD_OF);
        }
        return named.isEmpty() && Work.words(told) == 0 ? turn(bare, turns) : bare;
    }

    private @Nullable Utterance named(Utterance bare, Matcher found, String told, List<Utterance> turns) {
        var who = found.group(1);
        if (who.equals("I")) {
            return bare.by(NARRATOR, NAMED);
        }
        if (who.matches("[Hh]e|[Ss]he|[Tt]hey")) {
            var before = cast.in(told.substring(0, found.start(1)));
            var last = turns.isEmpty() ? null : turns.getLast().speaker();
            var meant = before.size() == 1 ? before.iterator().next() : mentioned;
            if (meant == null || meant.equals(last) && turn(bare, turns).speaker() != null) {
                return turn(bare, turns);
            }
            return bare.by(meant, PRONOUN);
        }
        return Cast.isName(who) ? bare.by(cast.person(who), NAMED) : null;
    }

    /// Two people who speak in turn: whoever spoke before the last one speaks again.
    private static Utterance turn(Utterance bare, List<Utterance> turns) {
        if (turns.size() < 2) {
            return bare;
        }
        var last = turns.getLast();
        var before = turns.get(turns.size() - 2);
        if (last.speaker() == null || before.speaker() == null || last.speaker().equals(before.speaker())) {
            return bare;
        }
        double sure = Math.min(TURN, Math.min(last.confidence(), before.confidence()) - TURN_LOSES);
        return sure < LEAST_TURN ? bare : bare.by(before.speaker(), sure);
    }

    /// The same with the person's corrections: who says one, and how a guessed speaker is called.
    public static List<Utterance> corrected(Work work, List<Utterance> guessed, StoryChoices choices) {
        return guessed.stream()
                .map(utterance -> {
                    var named = choices.speakers().get(work.id() + "." + utterance.number());
                    if (named != null) {
                        return utterance.by(named.isEmpty() ? null : named, named.isEmpty() ? 0 : 1);
                    }
                    var called = choices.names().get(work.id() + "." + utterance.speaker());
                    return called == null || called.isEmpty()
                            ? utterance
                            : utterance.by(called, utterance.confidence());
                })
                .toList();
    }
}
