package sam.model;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import sam.model.ChatTemplate.Turn;
import sam.model.files.ModelException;

/// How a chat template ends what the assistant says, asked of the template itself: the models name it in several
/// places, or in none (Gemma's `<end_of_turn>`, an instruct template on a base model).
///
/// `learnt` are texts that belong to the answer as its end. `stops` are texts at which an answer is over: the same, or,
/// where nothing closes an answer, what opens the next turn.
public record TurnEnds(List<String> learnt, List<String> stops) {
    public static final TurnEnds NONE = new TurnEnds(List.of(), List.of());

    /// A text that ends an answer is looked for in every answer: shorter ones are found in what is meant otherwise.
    private static final int LEAST = 3;

    private static final String[] SAID = {"\uE010", "\uE011", "\uE012", "\uE013"};

    public TurnEnds {
        learnt = List.copyOf(learnt);
        stops = List.copyOf(stops);
    }

    /// Asks a template; `tokens` are the texts of tokens that no text is cut within, as far as they are known.
    public static TurnEnds of(ChatTemplate template, Collection<String> tokens) {
        var whole = render(template, 4);
        var once = whole.isPresent() ? whole : render(template, 2);
        if (once.isEmpty()) {
            return NONE;
        }
        var tail = after(once.get(), SAID[whole.isPresent() ? 3 : 1]);
        if (tail.isEmpty()) {
            return NONE;
        }
        var gap = whole.flatMap(text -> after(text, SAID[1]))
                .map(rest -> rest.contains(SAID[2]) ? rest.substring(0, rest.indexOf(SAID[2])) : rest);
        var closing = gap.map(between -> shared(between, tail.get())).orElse(tail.get());
        return end(closing, tokens)
                .map(end -> new TurnEnds(List.of(end), List.of(end)))
                .or(() -> gap.flatMap(between -> opening(between, tokens))
                        .map(next -> new TurnEnds(tokens.contains(next) ? List.of(next) : List.of(), List.of(next))))
                .orElse(NONE);
    }

    private static Optional<String> render(ChatTemplate template, int turns) {
        var conversation = List.of(
                new Turn("user", SAID[0]),
                new Turn("assistant", SAID[1]),
                new Turn("user", SAID[2]),
                new Turn("assistant", SAID[3]));
        try {
            return Optional.of(template.render(conversation.subList(0, turns), false));
        } catch (ModelException refused) {
            return Optional.empty();
        }
    }

    private static Optional<String> after(String text, String said) {
        int at = text.lastIndexOf(said);
        return at < 0 ? Optional.empty() : Optional.of(text.substring(at + said.length()));
    }

    /// The first token in what closes a turn, or else all of it, where that is no mere punctuation.
    private static Optional<String> end(String closing, Collection<String> tokens) {
        var token = first(closing, tokens);
        return token.isPresent() ? token : Optional.of(closing.strip()).filter(TurnEnds::isTelling);
    }

    /// The first token between two turns, or else the line that opens the next.
    private static Optional<String> opening(String between, Collection<String> tokens) {
        var token = first(between, tokens);
        return token.isPresent() ? token : Optional.of(between.stripTrailing()).filter(TurnEnds::isTelling);
    }

    private static Optional<String> first(String text, Collection<String> tokens) {
        String best = null;
        int at = text.length();
        for (var token : tokens) {
            int found = token.isBlank() ? -1 : text.indexOf(token);
            if (found >= 0 && (found < at || found == at && best != null && token.length() > best.length())) {
                best = token;
                at = found;
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean isTelling(String text) {
        return text.chars().filter(c -> !Character.isWhitespace(c)).count() >= LEAST;
    }

    /// What two texts begin with, without the beginning of a tag whose rest they do not share.
    private static String shared(String a, String b) {
        int mismatch = java.util.Arrays.mismatch(a.toCharArray(), b.toCharArray());
        if (mismatch < 0 || mismatch == Math.min(a.length(), b.length())) {
            return a.substring(0, Math.min(a.length(), b.length()));
        }
        return a.substring(0, mismatch).replaceFirst("[<\\[{|]+\\w*$", "");
    }
}
