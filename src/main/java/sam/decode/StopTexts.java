package sam.decode;

import java.util.List;

/// Ends a growing text before the first stop text in it, and gives nothing out that may yet become one.
final class StopTexts {
    private final List<String> stops;
    private String held = "";
    private boolean reached;

    StopTexts(List<String> stops) {
        this.stops = stops;
    }

    /// Whether a stop text came.
    boolean reached() {
        return reached;
    }

    /// Adds a piece; answers what can be shown now.
    String add(String piece) {
        if (stops.isEmpty() || piece.isEmpty() || reached) {
            return reached ? "" : piece;
        }
        var text = held + piece;
        int end = stops.stream()
                .mapToInt(text::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
        if (end >= 0) {
            reached = true;
            held = "";
            return text.substring(0, end);
        }
        int keep = beginning(text);
        held = text.substring(text.length() - keep);
        return text.substring(0, text.length() - keep);
    }

    /// What was held back, once nothing follows.
    String rest() {
        var rest = held;
        held = "";
        return rest;
    }

    /// The length of the longest end of `text` that begins a stop text.
    private int beginning(String text) {
        int most = 0;
        for (var stop : stops) {
            for (int length = Math.min(stop.length() - 1, text.length()); length > most; length--) {
                if (text.regionMatches(text.length() - length, stop, 0, length)) {
                    most = length;
                    break;
                }
            }
        }
        return most;
    }
}
