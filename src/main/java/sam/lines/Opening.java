package sam.lines;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Something a person may say to SAM: about what, in which mood, and which kind and length of answer it asks for.
record Opening(String id, String topic, String mood, Kind kind, Length length, String says) {
    /// What an answer does.
    enum Kind {
        @JsonProperty("answers")
        ANSWERS(0.8),
        @JsonProperty("refuses")
        REFUSES(0.1),
        @JsonProperty("unknown")
        UNKNOWN(0.1);

        /// The part of all lines that such answers should make up.
        final double share;

        Kind(double share) {
            this.share = share;
        }
    }

    /// How long an answer is, in words.
    enum Length {
        @JsonProperty("short")
        SHORT(0.35, 25),
        @JsonProperty("middle")
        MIDDLE(0.45, 80),
        @JsonProperty("long")
        LONG(0.2, Integer.MAX_VALUE);

        final double share;
        private final int most;

        Length(double share, int most) {
            this.share = share;
            this.most = most;
        }

        static Length of(int words) {
            return Arrays.stream(values())
                    .filter(length -> words <= length.most)
                    .findFirst()
                    .orElse(LONG);
        }
    }

    /// Whether a question is still this one after the person changed it: half of its words are left.
    boolean isStill(String question) {
        var own = words(says);
        var left = new HashSet<>(own);
        left.retainAll(words(question));
        return 2 * left.size() >= own.size();
    }

    static Set<String> words(String text) {
        var words = new HashSet<String>();
        for (var word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}!]+")) {
            if (!word.isEmpty()) {
                words.add(word);
                words.add(word.replace("!", ""));
            }
        }
        words.remove("");
        return words;
    }
}
