package sam.stories;

import sam.library.Example;

/// One row made of a work. `index` counts the rows of its kind from 0 in reading order; `words` are those of what the
/// model learns to say.
public record StoryRow(StoryKind kind, int index, Example.Chat example, int words) {}
