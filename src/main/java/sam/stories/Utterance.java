package sam.stories;

import org.jspecify.annotations.Nullable;

/// What somebody says in one paragraph of a work, and a guess at who.
///
/// - `number`: counts the utterances of a work from 0; a correction names it.
/// - `scene`: counts the scenes of a work from 0.
/// - `text`: the words said, without marks.
/// - `told`: what the paragraph tells around them.
/// - `speaker`: null where there is no guess.
/// - `confidence`: 0 to 1 by the kind of cue, not measured: 0.9 named beside a verb of speech, 0.7 the only one the
///   paragraph tells of, 0.5 a pronoun or two taking turns; 1 corrected by the person.
public record Utterance(
        int number,
        int scene,
        int paragraph,
        String text,
        String told,
        @Nullable String speaker,
        double confidence) {
    Utterance by(@Nullable String name, double sure) {
        return new Utterance(number, scene, paragraph, text, told, name, sure);
    }
}
