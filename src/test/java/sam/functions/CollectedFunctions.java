package sam.functions;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sam.intake.CollectOrder;
import sam.intake.CollectReport;
import sam.intake.Collection;
import sam.library.Library;

/// Collects functions into a real library; also as a process, so that it can be killed.
final class CollectedFunctions {
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-27T10:00:00Z"));

    final Path library;
    final List<String> news = new ArrayList<>();
    Map<String, String> environment = Map.of();
    Function<Path, List<String>> grammars = GrammarProcess::usual;

    @Nullable
    Long limit;

    @Nullable
    String licence;

    CollectedFunctions(Path library) {
        this.library = library;
    }

    CollectReport collect(String address, BooleanSupplier cancelled) throws InterruptedException {
        return collect(address, cancelled, _ -> {});
    }

    CollectReport collect(
            String address, BooleanSupplier cancelled, java.util.function.Consumer<Collection.Progress> heard)
            throws InterruptedException {
        try (var open = Library.open(library, CLOCK)) {
            return Collection.run(
                    new FunctionsCollector(environment, grammars),
                    "functions:" + address,
                    null,
                    new CollectOrder(
                            address,
                            limit,
                            7,
                            null,
                            licence,
                            null,
                            null,
                            false,
                            Collection.desk(library, "functions:" + address),
                            Map.of()),
                    open,
                    new Collection.Watch() {
                        @Override
                        public void at(Collection.Progress now) {
                            heard.accept(now);
                        }

                        @Override
                        public void said(String text) {
                            news.add(text);
                        }
                    },
                    cancelled);
        }
    }

    /// A function that is like no other, of a Python file.
    static String python(int number) {
        var random = new Random(number);
        var code = new StringBuilder("def act_" + number + "(table):\n    \"\"\"Go through the table for case " + number
                + " and answer with all of it that fits.\"\"\"\n");
        for (int i = 0; i < 8; i++) {
            code.append("    v")
                    .append(random.nextInt(1_000))
                    .append(" = table.w")
                    .append(random.nextInt(1_000))
                    .append("\n");
        }
        return code.append("    return v\n").toString();
    }

    /// A tree of so many files under a licence.
    static Map<String, String> files(int count) {
        var files = new TreeMap<String, String>();
        files.put("LICENSE", "SPDX-License-Identifier: MIT\n");
        for (int i = 0; i < count; i++) {
            files.put("src/m" + i + ".py", python(i));
        }
        return files;
    }

    /// - `arguments`: the library and the folder. Says a line at each file.
    public static void main(String[] arguments) throws InterruptedException {
        new CollectedFunctions(Path.of(arguments[0]))
                .collect(arguments[1], () -> false, now -> System.out.println(now.done()));
    }
}
