package sam.texts;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A heading with what stands under it, and the parts with lower headings. The whole text is a section of level 0
/// without a heading.
public record Section(int level, String heading, List<Block> blocks, List<Section> parts) {
    public Section {
        blocks = List.copyOf(blocks);
        parts = List.copyOf(parts);
    }

    /// One block of a text, with its own Markdown.
    public sealed interface Block {
        String markdown();
    }

    public record Paragraph(String markdown) implements Block {}

    /// A list; each item's Markdown without its mark.
    public record Listing(boolean numbered, List<String> items, String markdown) implements Block {
        public Listing {
            items = List.copyOf(items);
        }
    }

    /// Code to the character. `info` is what stands behind the opening fence: the language, and what else a site says.
    public record Code(String info, String code, String markdown) implements Block {
        public String language() {
            var words = info.strip().split("[\\s{},]+", 2);
            return words[0];
        }
    }

    public record Table(String markdown) implements Block {}

    public record Quote(String markdown) implements Block {}

    /// HTML, and what else is none of the others.
    public record Other(String markdown) implements Block {}

    /// This section and all below it, in reading order.
    public Stream<Section> all() {
        return Stream.concat(Stream.of(this), parts.stream().flatMap(Section::all));
    }

    /// What stands under the heading itself, as Markdown.
    public String own() {
        return String.join("\n\n", blocks.stream().map(Block::markdown).toList());
    }

    /// What stands under the heading with all parts below it, as Markdown; the parts' headings begin at `level`.
    public String whole(int level) {
        var texts = new ArrayList<String>();
        if (!blocks.isEmpty()) {
            texts.add(own());
        }
        for (var part : parts) {
            texts.add("#".repeat(Math.min(6, level)) + " " + part.heading());
            var below = part.whole(level + 1);
            if (!below.isEmpty()) {
                texts.add(below);
            }
        }
        return String.join("\n\n", texts);
    }
}
