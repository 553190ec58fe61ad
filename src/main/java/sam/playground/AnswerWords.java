package sam.playground;

import sam.ui.Texts;

/// What is said beside an answer.
final class AnswerWords {
    private AnswerWords() {}

    /// That it is empty, or that it was cut; empty for one that ended by itself or is still coming.
    static String note(String text, boolean complete, int cutAt) {
        if (!complete) {
            return "";
        }
        if (text.isBlank()) {
            return cutAt > 0 ? Texts.of("try.answer-blank", cutAt) : Texts.of("try.answer-empty");
        }
        return cutAt > 0 ? Texts.of("try.answer-cut", cutAt) : "";
    }
}
