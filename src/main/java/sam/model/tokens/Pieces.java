package sam.model.tokens;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.jinja.Rendering.Span;

/// A text's token ids and where each stands in it: token t is made of the characters [starts[t], ends[t]).
public record Pieces(int[] ids, int[] starts, int[] ends) {
    /// The tokenizer counts code points; places here are those of the Java text.
    static Pieces of(int[] ids, @Nullable CharSpan[] spans, String text) {
        var places = new int[text.codePointCount(0, text.length()) + 1];
        for (int c = 0, at = 0; c < places.length; c++) {
            places[c] = at;
            at += at < text.length() ? Character.charCount(text.codePointAt(at)) : 0;
        }
        var starts = new int[ids.length];
        var ends = new int[ids.length];
        int before = 0;
        for (int t = 0; t < ids.length; t++) {
            var span = spans[t];
            starts[t] = span == null ? before : places[Math.clamp(span.getStart(), 0, places.length - 1)];
            ends[t] = span == null ? before : places[Math.clamp(span.getEnd(), 0, places.length - 1)];
            before = ends[t];
        }
        return new Pieces(ids, starts, ends);
    }

    /// Which tokens hold a character of one of the spans. A token over a span's edge counts, as transformers counts.
    public boolean[] within(List<Span> spans) {
        var within = new boolean[ids.length];
        for (var span : spans) {
            for (int t = 0; t < ids.length; t++) {
                within[t] |= starts[t] < span.end() && ends[t] > span.start();
            }
        }
        return within;
    }
}
