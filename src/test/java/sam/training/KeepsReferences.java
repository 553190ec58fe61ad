package sam.training;

import java.nio.file.Path;
import java.util.Map;

/// A process that adds pairs to a shelf one by one, for as long as another does the same.
final class KeepsReferences {
    private KeepsReferences() {}

    public static void main(String[] args) throws Exception {
        var shelf = new ReferenceShelf(Path.of(args[0]), 1 << 20);
        int from = Integer.parseInt(args[2]);
        for (int i = from; i < from + 40; i++) {
            shelf.keep(args[1], Map.of(new RowHash(i, 0, 0, 0), new ReferenceFile.Said(-i, -2.0 * i)));
        }
    }
}
