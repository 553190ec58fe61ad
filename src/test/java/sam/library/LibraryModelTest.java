package sam.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Long random sequences of everything a person can do, against a model that keeps whole copies of its state.
class LibraryModelTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));

    @TempDir
    Path folder;

    private record Row(Status status, Example example, boolean edited) {}

    /// The state of every row, and the states to go back and forward to.
    private static final class Model {
        private Map<Long, Row> rows = new HashMap<>();
        private final Deque<Map<Long, Row>> undo = new ArrayDeque<>();
        private final Deque<Map<Long, Row>> redo = new ArrayDeque<>();

        void act() {
            undo.push(new HashMap<>(rows));
            redo.clear();
        }

        boolean back() {
            if (undo.isEmpty()) {
                return false;
            }
            redo.push(rows);
            var arrived = rows;
            rows = undo.pop();
            keepArrivals(arrived);
            return true;
        }

        boolean forward() {
            if (redo.isEmpty()) {
                return false;
            }
            undo.push(rows);
            var arrived = rows;
            rows = redo.pop();
            keepArrivals(arrived);
            return true;
        }

        /// Rows that came in after an act are not touched by taking it back.
        private void keepArrivals(Map<Long, Row> newer) {
            newer.forEach(rows::putIfAbsent);
        }
    }

    @Test
    void afterAnySequenceOfActsTheLibrarySaysWhatTheModelSays() {
        for (long seed = 1; seed <= 12; seed++) {
            run(seed, folder.resolve("library" + seed + ".sqlite"));
        }
    }

    private void run(long seed, Path file) {
        var random = new Random(seed);
        var model = new Model();
        var library = Library.open(file, CLOCK);
        int arrivals = 0;
        try {
            for (int step = 0; step < 120; step++) {
                int kind = random.nextInt(100);
                if (kind < 15 || model.rows.isEmpty()) {
                    arrivals = arrive(random, model, library, arrivals);
                } else if (kind < 60) {
                    decide(random, model, library);
                } else if (kind < 63) {
                    acceptAll(model, library);
                } else if (kind < 80) {
                    assertThat(library.undo().isPresent()).isEqualTo(model.back());
                } else if (kind < 93) {
                    assertThat(library.redo().isPresent()).isEqualTo(model.forward());
                } else {
                    library.close();
                    library = Library.open(file, CLOCK);
                }
                compare("seed %d, step %d".formatted(seed, step), model, library);
            }
            LibraryChecks.assertDerivable(library);
        } finally {
            library.close();
        }
    }

    private static int arrive(Random random, Model model, Library library, int arrivals) {
        boolean pair = random.nextBoolean();
        int number = arrivals + 1;
        var example = pair
                ? LibraryTest.pair("question " + number, "better " + number, "worse " + number)
                : LibraryTest.chat("question " + number, "answer " + number);
        var added = LibraryTest.waiting(pair ? 4 : 1 + random.nextInt(3), example);
        assertThat(library.add(List.of(added, added))).isEqualTo(new Library.Added(1, 1));
        long id = library.search("question " + number, 10).stream()
                .filter(row -> row.example().equals(example))
                .findFirst()
                .orElseThrow()
                .id();
        model.rows.put(id, new Row(Status.WAITING, example, false));
        return number;
    }

    private static void decide(Random random, Model model, Library library) {
        var ids = new ArrayList<>(model.rows.keySet());
        long id = ids.get(random.nextInt(ids.size()));
        var row = model.rows.get(id);
        if (row.example() instanceof Example.Preference pair && random.nextInt(3) > 0) {
            var choice = Decision.Choice.values()[random.nextInt(5)];
            boolean chosenOnLeft = random.nextBoolean();
            library.decide(new Decision.Prefer(id, choice, chosenOnLeft, false, 10));
            model.act();
            var status = switch (choice) {
                case LEFT, RIGHT -> Status.ACCEPTED;
                case BOTH_GOOD, BOTH_BAD -> Status.REJECTED;
                case SKIP -> Status.SKIPPED;
            };
            boolean rejectedWon = choice == (chosenOnLeft ? Decision.Choice.RIGHT : Decision.Choice.LEFT);
            model.rows.put(id, new Row(status, rejectedWon ? pair.swapped() : pair, row.edited()));
        } else if (random.nextInt(4) == 0) {
            var text = "edited " + random.nextInt(1000);
            var replacement = switch (row.example()) {
                case Example.Preference pair -> new Example.Preference(pair.prompt(), text, pair.rejected());
                default -> LibraryTest.chat(row.example().opening(), text);
            };
            library.decide(new Decision.Edit(id, replacement, false));
            model.act();
            model.rows.put(id, new Row(Status.ACCEPTED, replacement, true));
        } else {
            var verdict = Status.values()[random.nextInt(4)];
            library.decide(new Decision.Judge(id, verdict));
            model.act();
            model.rows.put(id, new Row(verdict, row.example(), row.edited()));
        }
    }

    private static void acceptAll(Model model, Library library) {
        long waiting = model.rows.values().stream()
                .filter(row -> row.status() == Status.WAITING)
                .count();
        assertThat(library.acceptAll()).isEqualTo((int) waiting);
        if (waiting > 0) {
            model.act();
            model.rows.replaceAll((id, row) ->
                    row.status() == Status.WAITING ? new Row(Status.ACCEPTED, row.example(), row.edited()) : row);
        }
    }

    private static void compare(String where, Model model, Library library) {
        var stored = new HashMap<Long, Row>();
        for (var row : library.search("", Integer.MAX_VALUE)) {
            stored.put(row.id(), new Row(row.status(), row.example(), row.edited()));
        }
        assertThat(stored).as(where).isEqualTo(model.rows);
        for (var status : List.of(Status.WAITING, Status.ACCEPTED)) {
            long counted = 0;
            for (int phase = 1; phase <= 4; phase++) {
                for (boolean pairs : new boolean[] {true, false}) {
                    var counts = library.counts(phase, pairs);
                    counted += status == Status.WAITING ? counts.waiting() : counts.accepted();
                }
            }
            assertThat(counted)
                    .as(where)
                    .isEqualTo(model.rows.values().stream()
                            .filter(row -> row.status() == status)
                            .count());
        }
        assertThat(library.undoable().isPresent()).as(where).isEqualTo(!model.undo.isEmpty());
    }
}
