package sam.model.tokens;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import sam.model.TurnEnds;

/// Where an answer of a model ends: by what its files name, and by how its chat template closes a turn.
///
/// `tokens` end any answer. `texts` are what training takes for the end of a turn. `stops` are texts that end an answer
/// in a conversation and are no tokens.
public record AnswerEnds(Set<Integer> tokens, List<String> texts, List<String> stops) {
    public AnswerEnds {
        tokens = Set.copyOf(tokens);
        texts = List.copyOf(texts);
        stops = List.copyOf(stops);
    }

    static AnswerEnds of(Tokenizer tokenizer, TurnEnds turns) {
        var tokens = new LinkedHashSet<>(tokenizer.stops());
        var stops = new ArrayList<String>();
        for (var stop : turns.stops()) {
            var id = tokenizer.added().get(stop);
            if (id == null) {
                stops.add(stop);
            } else {
                tokens.add(id);
            }
        }
        var texts = Stream.concat(tokenizer.endTexts().stream(), turns.learnt().stream())
                .distinct()
                .toList();
        return new AnswerEnds(tokens, texts, stops);
    }
}
