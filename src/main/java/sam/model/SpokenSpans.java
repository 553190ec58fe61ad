package sam.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sam.jinja.Rendering;
import sam.jinja.Rendering.Span;
import sam.model.ChatTemplate.Turn;
import sam.model.files.ModelException;

/// Finds in a rendered conversation what the assistant says, where the template does not mark it itself.
///
/// A turn begins where the opening of a generation ends, since that is what the model is given when it answers. Where
/// it ends is asked of the template: rendered again with another text in the turn's place, the conversation is the
/// same from that end on. The end token after it belongs to the turn; what the template puts between turns does not.
/// A template that shows an earlier turn otherwise than the last one (without its thoughts, say) is no obstacle.
final class SpokenSpans {
    private final ChatTemplate template;
    private final List<Turn> turns;
    private final Map<String, ?> variables;
    private final Collection<String> ends;
    private final String whole;

    private SpokenSpans(
            ChatTemplate template, List<Turn> turns, Map<String, ?> variables, Collection<String> ends, String whole) {
        this.template = template;
        this.turns = turns;
        this.variables = variables;
        this.ends = ends;
        this.whole = whole;
    }

    /// `ends` are the texts of the tokens that end a turn.
    static Rendering of(ChatTemplate template, List<Turn> turns, Map<String, ?> variables, Collection<String> ends) {
        var rendering = template.rendering(turns, false, variables);
        if (template.marksAssistant()) {
            return rendering;
        }
        var spans = new SpokenSpans(template, turns, variables, ends, rendering.text());
        return new Rendering(rendering.text(), spans.find());
    }

    private List<Span> find() {
        var found = new ArrayList<Span>();
        int from = 0;
        for (int k = 0; k < turns.size(); k++) {
            if (!turns.get(k).role().equals("assistant")) {
                continue;
            }
            var content = place(k);
            if (content.isEmpty()) {
                continue;
            }
            int start = Math.max(from, start(k, from, content.get()));
            int end = Math.max(start, end(k, content.get()));
            found.add(new Span(start, end));
            from = end;
        }
        return found;
    }

    /// The part of the text that changes with the content of turn k.
    private Optional<Span> place(int k) {
        var other = render(with(turns, k, stranger(turns.get(k).content())), false);
        if (other.isEmpty()) {
            // the template wants this very content: what is left is where the next turn begins
            int end = k == turns.size() - 1
                    ? whole.length()
                    : shared(render(turns.subList(0, k + 1), false).orElse(""), whole);
            return Optional.of(new Span(end, end));
        }
        if (other.get().equals(whole)) {
            // the content is not shown; a turn that calls tools may speak all the same, from where a generation begins
            int opening = opening(k);
            return turns.get(k).more().isEmpty() || opening < 0
                    ? Optional.empty()
                    : Optional.of(new Span(opening, opening));
        }
        int start = shared(other.get(), whole);
        return Optional.of(new Span(start, whole.length() - sharedTail(other.get(), whole, start)));
    }

    /// A text that begins and ends unlike the content and survives trimming.
    private static String stranger(String content) {
        char mark = '\uE000';
        while (content.indexOf(mark) >= 0) {
            mark++;
        }
        return String.valueOf(mark);
    }

    private static List<Turn> with(List<Turn> turns, int k, String content) {
        var changed = new ArrayList<>(turns);
        changed.set(k, turns.get(k).saying(content));
        return changed;
    }

    private Optional<String> render(List<Turn> some, boolean generationPrompt) {
        try {
            return Optional.of(
                    template.rendering(some, generationPrompt, variables).text());
        } catch (ModelException e) {
            return Optional.empty();
        }
    }

    private int start(int k, int from, Span content) {
        int opening = opening(k);
        return opening >= from && opening <= content.end() ? opening : content.start();
    }

    /// How far the text agrees with the prompt for turn k, or -1 where the template refuses to make one.
    private int opening(int k) {
        return render(turns.subList(0, k), true)
                .map(prompt -> shared(prompt, whole))
                .orElse(-1);
    }

    /// One past the first end token between this turn's content and the next one's; the content's end without one.
    private int end(int k, Span content) {
        int limit = k == turns.size() - 1
                ? whole.length()
                : place(k + 1).map(Span::start).orElse(whole.length());
        int best = -1;
        for (var end : ends) {
            int found = whole.indexOf(end, content.end());
            if (found >= 0 && found + end.length() <= limit && (best < 0 || found + end.length() < best)) {
                best = found + end.length();
            }
        }
        return best < 0 ? k == turns.size() - 1 && ends.isEmpty() ? whole.length() : content.end() : best;
    }

    private static int shared(String a, String b) {
        int length = Math.min(a.length(), b.length());
        int i = 0;
        while (i < length && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }

    private static int sharedTail(String a, String b, int from) {
        int length = Math.min(a.length(), b.length()) - from;
        int i = 0;
        while (i < length && a.charAt(a.length() - 1 - i) == b.charAt(b.length() - 1 - i)) {
            i++;
        }
        return i;
    }
}
