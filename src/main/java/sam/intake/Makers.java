package sam.intake;

import java.util.List;
import sam.catalogue.Entry;
import sam.library.Origin;

/// A source's model as the maker of its rows. What it was asked, and what it cost, nobody told.
final class Makers {
    private Makers() {}

    static Origin.Maker of(Entry.Made made) {
        return new Origin.Maker(made.teacher(), made.model(), "", 0, List.of());
    }
}
