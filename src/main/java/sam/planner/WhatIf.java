package sam.planner;

import org.jspecify.annotations.Nullable;

/// What the person asks about the chosen phase, and what it would cost: a recipe, so many `rows` that look like the
/// phase's, and a base other than the project's (`base` null is the project's own).
///
/// `changed` tells whether the recipe differs from the phase's; `asked` that anything does. While `pending`, `plan`
/// is what was asked before. Of the phase's `ownRows` rows, `rowsCut` would be cut.
public record WhatIf(
        Recipe recipe,
        long rows,
        @Nullable String base,
        boolean changed,
        boolean asked,
        boolean pending,
        @Nullable Plan plan,
        long rowsCut,
        long ownRows) {
    /// The same question with this answer.
    WhatIf answeredBy(WhatIf other) {
        return new WhatIf(recipe, rows, base, changed, asked, true, other.plan, other.rowsCut, ownRows);
    }
}
