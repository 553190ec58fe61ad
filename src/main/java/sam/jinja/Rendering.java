package sam.jinja;

import java.util.List;

/// A conversation as text, and what of it stands in `{% generation %}` blocks: what the assistant says.
public record Rendering(String text, List<Span> generations) {
    public Rendering {
        generations = List.copyOf(generations);
    }

    /// From the character `start` up to, not including, `end`.
    public record Span(int start, int end) {}
}
