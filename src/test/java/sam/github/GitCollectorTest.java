package sam.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.intake.ImportException;
import sam.library.Example;
import sam.repos.MadeRepository;

class GitCollectorTest {
    static final String MIT = """
        MIT License

        Copyright (c) 2026 The makers

        Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
        associated documentation files (the "Software"), to deal in the Software without restriction, including
        without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
        copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
        following conditions:

        The above copyright notice and this permission notice shall be included in all copies or substantial
        portions of the Software.

        THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
        LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO
        EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER
        IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE
        USE OR OTHER DEALINGS IN THE SOFTWARE.
        """;
    static final String BEFORE = """
        /*
         * Copyright (C) 2026 Ada Byron
         * Licensed under the MIT License
         */
        package engine;

        /**
         * Reads cards.
         *
         * @author Ada Byron
         */
        class Reader {
            String read(String card) {
                return card.trim();
            }

            int count(String cards) {
                return cards.split("\\n").length;
            }
        }
        """;
    static final String AFTER = BEFORE.replace(
            "        return card.trim();",
            "        if (card == null) {\n            return \"\";\n        }\n" + "        return card.trim();");
    private static final String WHY = """
        A missing card made the reader throw a NullPointerException, which stopped the engine in the middle of a
        calculation. An empty text is returned instead, so that the calculation goes on with the next card.

        Fixes #7
        Signed-off-by: Ada Byron <ada@lovelace.net>
        """;

    @TempDir
    Path folder;

    private final HeardDoor door = new HeardDoor();

    @BeforeEach
    void clear() {
        door.rows.clear();
    }

    private static Map<String, String> tree(String reader, String... more) {
        var files = new HashMap<>(Map.of("LICENSE", MIT, "src/Reader.java", reader));
        for (int i = 0; i < more.length; i += 2) {
            files.put(more[i], more[i + 1]);
        }
        return files;
    }

    private void collect() {
        new GitCollector().collect(HeardDoor.order(folder.resolve("git").toString(), folder, null), door);
    }

    private MadeRepository made() throws IOException {
        var made = new MadeRepository(folder.resolve("git"));
        var config = made.git().getConfig();
        config.setString("remote", "origin", "url", "https://token@github.com/lovelace/engine.git");
        config.save();
        return made;
    }

    @Test
    void aMergedPullRequestBecomesADiffAndAnExplanation() throws IOException {
        try (var made = made()) {
            var root = made.commit("Begin", tree(BEFORE));
            var change = made.commit("Return an empty text for a missing card\n\n" + WHY, tree(AFTER), root);
            var main = made.commit("Elsewhere", tree(BEFORE, "src/Other.java", "class Other {}\n"), root);
            made.commit(
                    "Merge pull request #12 from ada/cards\n\nReturn an empty text for a missing card (#12)",
                    tree(AFTER, "src/Other.java", "class Other {}\n"),
                    main,
                    change);
        }
        collect();
        assertThat(door.rows).hasSize(2);
        var diff = (Example.Diff) door.rows.getFirst().example();
        assertThat(diff.request())
                .startsWith("Return an empty text for a missing card\n\nA missing card made")
                .endsWith("next card.")
                .doesNotContain("#7", "#12", "Ada", "lovelace");
        assertThat(diff.before())
                .startsWith("src/Reader.java:\n```java\npackage engine;")
                .doesNotContain("Ada");
        assertThat(diff.diff()).isEqualTo("""
            --- a/src/Reader.java
            +++ b/src/Reader.java
            @@ -6,6 +6,9 @@
              */
             class Reader {
                 String read(String card) {
            +        if (card == null) {
            +            return "";
            +        }
                     return card.trim();
                 }
            """.stripTrailing());
        var why = (Example.Chat) door.rows.getLast().example();
        assertThat(why.answer()).contains("An empty text is returned instead, so that");
        var origin = door.rows.getFirst().origin();
        assertThat(origin.licence()).isEqualTo("MIT");
        assertThat(origin.item().key()).isEqualTo("lovelace/engine#12");
        assertThat(origin.item().group()).isEqualTo("lovelace/engine");
        assertThat(origin.item().address()).isEqualTo("https://github.com/lovelace/engine/pull/12");
        assertThat(origin.item().author()).isNull();
        assertThat(origin.item().revision()).hasSize(40);
        assertThat(door.mark).isNull();
        assertThat(door.news).anyMatch(news -> news.contains("one to three rows of a hundred"));
    }

    @Test
    void aSquashedPullRequestIsFoundByItsNumber() throws IOException {
        try (var made = made()) {
            var root = made.commit("Begin", tree(BEFORE));
            made.commit("fix(reader): return an empty text for a missing card (#12)", tree(AFTER), root);
        }
        collect();
        assertThat(door.rows).singleElement().satisfies(row -> {
            assertThat(((Example.Diff) row.example()).request()).isEqualTo("Return an empty text for a missing card");
            assertThat(row.origin().item().key()).isEqualTo("lovelace/engine#12");
        });
    }

    @Test
    void plainCommitsCountWhereThereAreNoPullRequests() throws IOException {
        try (var made = made()) {
            var root = made.commit("Begin", tree(BEFORE));
            made.commit("Return an empty text for a missing card", tree(AFTER), root);
        }
        collect();
        assertThat(door.rows)
                .singleElement()
                .satisfies(row -> assertThat(row.origin().item().key()).hasSize(40));
    }

    @Test
    void whatIsNotWorthARowIsRefusedWithItsReason() throws IOException {
        record Case(String message, Map<String, String> before, Map<String, String> after, String reason) {}
        var cases = List.of(
                new Case("Revert \"Return an empty text for a card\" (#1)", tree(BEFORE), tree(AFTER), "is a revert"),
                new Case("Bump engine from 1 to 2 for all the cards (#1)", tree(BEFORE), tree(AFTER), "is a revert"),
                new Case("Fix it (#1)", tree(BEFORE), tree(AFTER), "does not say what is asked"),
                new Case("Cards that are missing in it (#1)", tree(BEFORE), tree(AFTER), "does not say what is asked"),
                new Case(
                        "Return an empty text for a missing card (#1)",
                        tree(BEFORE),
                        tree(BEFORE.replace("    ", "\t")),
                        "changes only the format"),
                new Case(
                        "Return an empty text for a missing card (#1)",
                        tree(BEFORE),
                        tree(BEFORE, "README.md", "Read this.\n"),
                        "changes no source code"),
                new Case(
                        "Return an empty text for a missing card (#1)",
                        tree(BEFORE),
                        tree(AFTER, "pom.xml", "<project/>"),
                        "no source code"),
                new Case(
                        "Return an empty text for a missing card (#1)",
                        tree(BEFORE, "vendor/a.go", "package a\n"),
                        tree(AFTER, "vendor/a.go", "package b\n"),
                        "generated or vendored"),
                new Case(
                        "Return an empty text for a missing card (#1)",
                        tree(BEFORE),
                        tree(BEFORE.replace("split", "splitt")),
                        "fewer than 3"),
                new Case(
                        "Return an empty text for a missing card (#1)",
                        tree(BEFORE),
                        tree(BEFORE.replace("Reads cards.", "Reads cards.\n * One.\n * Two.\n * Three.")),
                        "comments"));
        for (var one : cases) {
            var place = folder.resolve(String.valueOf(one.hashCode()));
            try (var made = new MadeRepository(place)) {
                made.commit(one.message(), one.after(), made.commit("Begin", one.before()));
            }
            var heard = new HeardDoor();
            new GitCollector().collect(HeardDoor.order(place.toString(), folder, null), heard);
            assertThat(heard.rows).as(one.message()).isEmpty();
            assertThat(heard.refused)
                    .as(one.message())
                    .singleElement()
                    .asString()
                    .contains(one.reason());
        }
    }

    @Test
    void whatAProgramMadeIsRefused() throws IOException {
        try (var made = made()) {
            var root = made.commit("Begin", tree(BEFORE));
            made.commitBy(
                    "dependabot[bot]",
                    "support@github.com",
                    "Return an empty text for a missing card (#3)",
                    tree(AFTER),
                    root);
        }
        collect();
        assertThat(door.rows).isEmpty();
        assertThat(door.refused).singleElement().asString().contains("is made by a program");
    }

    @Test
    void theLicenceGateHoldsUntilThePersonSpeaks() throws IOException {
        try (var made = made()) {
            var root = made.commit("Begin", Map.of("src/Reader.java", BEFORE));
            made.commit("Return an empty text for a missing card (#12)", Map.of("src/Reader.java", AFTER), root);
        }
        assertThatThrownBy(this::collect).isInstanceOf(ImportException.class).hasMessageContaining("no licence file");
        assertThat(door.rows).isEmpty();
        new GitCollector().collect(HeardDoor.order(folder.resolve("git").toString(), folder, "ISC"), door);
        assertThat(door.rows)
                .singleElement()
                .satisfies(row -> assertThat(row.origin().licence()).isEqualTo("ISC"));
    }

    @Test
    void goesOnWhereItStoppedAndTakesNothingTwice() throws IOException {
        try (var made = made()) {
            var last = made.commit("Begin", tree(BEFORE));
            for (int i = 1; i <= 10; i++) {
                var text = BEFORE.replace("trim()", "trim()" + ("\n            + " + i).repeat(4));
                last = made.commit("Return another text for the card " + i + " (#" + i + ")", tree(text), last);
            }
        }
        door.most = 4;
        collect();
        assertThat(door.rows).hasSize(4);
        assertThat(door.mark).isNotNull();
        door.most = 100;
        collect();
        assertThat(door.rows.stream().map(row -> row.origin().item().key()).distinct())
                .hasSize(10);
        assertThat(door.rows).hasSizeLessThanOrEqualTo(11);
        assertThat(door.mark).isNull();
    }

    @Test
    void whatIsNoRepositoryIsSaid() {
        assertThatThrownBy(this::collect).isInstanceOf(ImportException.class).hasMessageContaining("no folder");
    }
}
