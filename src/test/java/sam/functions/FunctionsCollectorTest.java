package sam.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.intake.CollectReport;
import sam.intake.ImportException;
import sam.library.Example;
import sam.library.Library;
import sam.library.StoredExample;
import sam.processes.ChildJvm;
import sam.repos.GitServer;
import sam.repos.MadeRepository;

/// Functions of real repositories, through the grammars' own process, into a real library.
class FunctionsCollectorTest {
    private static final BooleanSupplier NEVER = () -> false;

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private CollectedFunctions into;

    @BeforeEach
    void library() {
        into = new CollectedFunctions(folder.resolve("library.sqlite"));
    }

    private Path tree(Map<String, String> files) throws IOException {
        var root = folder.resolve("tree");
        for (var file : files.entrySet()) {
            var place = root.resolve(file.getKey());
            Files.createDirectories(java.util.Objects.requireNonNull(place.getParent()));
            Files.writeString(place, file.getValue());
        }
        return root;
    }

    private List<StoredExample> rows() {
        try (var library = Library.open(into.library, CollectedFunctions.CLOCK)) {
            return library.waiting(1, false, 10_000);
        }
    }

    private static Map<String, String> with(String path, String text) {
        var files = new TreeMap<>(CollectedFunctions.files(1));
        files.put(path, text);
        return files;
    }

    @Test
    void aFunctionBecomesARequestForItAndAQuestionAboutIt() throws Exception {
        var report = into.collect(tree(CollectedFunctions.files(1)).toString(), NEVER);

        assertThat(report.taken()).isEqualTo(2);
        assertThat(report.licence()).isEqualTo("MIT");
        var rows = rows();
        var write = (Example.Chat) rows.get(0).example();
        assertThat(write.opening()).contains("`act_0`").contains("case 0").contains("def act_0(table):");
        assertThat(write.answer())
                .startsWith("```python\ndef act_0(table):\n    v")
                .doesNotContain("\"\"\"");
        var explain = (Example.Chat) rows.get(1).example();
        assertThat(explain.opening()).contains("def act_0(table):\n    v").doesNotContain("case 0");
        assertThat(explain.answer()).isEqualTo("Go through the table for case 0 and answer with all of it that fits.");
    }

    @Test
    void aCommitOfARepositoryIsReadAndNamedInEveryRow() throws Exception {
        try (var made = new MadeRepository(folder.resolve("engine.git"))) {
            made.git()
                    .getConfig()
                    .setString("remote", "origin", "url", "https://who:secret@github.com/lovelace/engine.git");
            made.git().getConfig().save();
            var commit = made.commit("Begin", with("a b/é.py", CollectedFunctions.python(9)));

            into.collect(folder.resolve("engine.git").toString(), NEVER);

            try (var library = Library.open(into.library, CollectedFunctions.CLOCK)) {
                var items = library.waiting(1, false, 10).stream()
                        .map(row -> library.origins(row.id()).getFirst())
                        .toList();
                assertThat(items).hasSize(4).allSatisfy(origin -> {
                    assertThat(origin.source()).isEqualTo("lovelace/engine");
                    assertThat(origin.item().group()).isEqualTo("lovelace/engine");
                    assertThat(origin.item().revision()).isEqualTo(commit);
                });
                assertThat(items.stream().map(origin -> origin.item().address()))
                        .contains("https://github.com/lovelace/engine/blob/" + commit + "/a%20b/%C3%A9.py#L1-L11");
                assertThat(items.stream()
                                .map(origin -> String.valueOf(origin.item().key())))
                        .anyMatch(key -> key.matches("lovelace/engine a b/é\\.py#act_9 [0-9a-f]{12} write"));
            }
        }
    }

    @Test
    void aRepositoryOfTheServerIsFetchedAtItsNewestCommitAndCollectingAgainTakesNothing() throws Exception {
        try (var made = new MadeRepository(folder.resolve("engine.git"));
                var server = new GitServer(made.git())) {
            var first = made.commit("Begin", Map.of("a.txt", "0"));
            made.commit("More", CollectedFunctions.files(2), first);
            into.environment = Map.of("GITHUB_SERVER_URL", server.address());

            assertThat(into.collect("lovelace/engine", NEVER).taken()).isEqualTo(4);
            var again = into.collect("lovelace/engine", NEVER);

            assertThat(again.taken()).isZero();
            assertThat(again.duplicates()).isEqualTo(4);
            assertThatThrownBy(() -> into.collect("lovelace/nothing", NEVER))
                    .isInstanceOf(ImportException.class)
                    .hasMessageContaining("Check the name");
        }
    }

    @Test
    void withoutAPermissiveLicenceNothingIsTakenUnlessThePersonKnowsBetter() throws Exception {
        var files = new TreeMap<>(CollectedFunctions.files(1));
        files.put("LICENSE", "SPDX-License-Identifier: GPL-3.0-only\n");
        var root = tree(files).toString();

        assertThatThrownBy(() -> into.collect(root, NEVER)).hasMessageContaining("--licence GPL-3.0-only");
        Files.delete(folder.resolve("tree/LICENSE"));
        assertThatThrownBy(() -> into.collect(root, NEVER)).hasMessageContaining("no licence file");
        assertThat(rows()).isEmpty();
        into.licence = "GPL-3.0-only";
        assertThat(into.collect(root, NEVER).licence()).isEqualTo("GPL-3.0-only");
        assertThat(rows()).hasSize(2);
    }

    @Test
    void aFileUnderALicenceOfItsOwnIsJudgedByThat() throws Exception {
        var files = new TreeMap<>(CollectedFunctions.files(0));
        files.put("a.py", "# SPDX-License-Identifier: Apache-2.0\n" + CollectedFunctions.python(1));
        files.put("b.py", "# SPDX-License-Identifier: LGPL-2.1-or-later\n" + CollectedFunctions.python(2));
        files.put("c.py", "# under the GNU General Public License\n" + CollectedFunctions.python(3));

        var report = into.collect(tree(files).toString(), NEVER);

        assertThat(report.licence()).isEqualTo("Apache-2.0");
        assertThat(report.taken()).isEqualTo(2);
        assertThat(report.reasons()).isEqualTo(Map.of(TreeReading.OTHER_LICENCE, 2L));
    }

    @Test
    void testsAndWhatOthersOrProgramsWroteAreLeftOut() throws Exception {
        var files = new TreeMap<>(CollectedFunctions.files(0));
        files.put("tests/a.py", CollectedFunctions.python(1));
        files.put("src/b_test.py", CollectedFunctions.python(2));
        files.put("vendor/c.py", CollectedFunctions.python(3));
        files.put("examples/d.py", CollectedFunctions.python(7));
        files.put("d.pyi", CollectedFunctions.python(4));
        files.put("e.py", "# Code generated by x. DO NOT EDIT.\n" + CollectedFunctions.python(5));
        files.put(".hidden/f.py", CollectedFunctions.python(6));

        var report = into.collect(tree(files).toString(), NEVER);

        assertThat(report.taken()).isZero();
        assertThat(report.reasons()).isEqualTo(Map.of(TreeReading.MADE, 1L));
    }

    @Test
    void encodingsAndLineEndsAreReadOrNamed() throws Exception {
        var root = tree(with("crlf.py", "\ufeff" + CollectedFunctions.python(2).replace("\n", "\r\n")));
        Files.writeString(
                root.resolve("latin.py"),
                "# -*- coding: latin-1 -*-\nx = 'é'\n" + CollectedFunctions.python(3),
                StandardCharsets.ISO_8859_1);
        Files.writeString(root.resolve("long.py"), "x = 1\n".repeat(200_000));

        var report = into.collect(root.toString(), NEVER);

        assertThat(report.taken()).isEqualTo(4);
        assertThat(rows()).allMatch(row -> row.example().texts().stream().noneMatch(text -> text.contains("\r")));
        assertThat(report.reasons()).isEqualTo(Map.of(TreeReading.NO_TEXT, 1L, TreeReading.TOO_LONG, 1L));
    }

    @Test
    void nearlyTheSameIsTakenOnce() throws Exception {
        var files = new TreeMap<>(CollectedFunctions.files(1));
        files.put("copy.py", CollectedFunctions.python(0).replace("act_0", "act_zero"));

        var report = into.collect(tree(files).toString(), NEVER);

        assertThat(report.taken()).isEqualTo(2);
        assertThat(report.reasons()).isEqualTo(Map.of(Judge.TWIN, 1L));
    }

    @Test
    void aFileTheGrammarDiesOfIsCountedAndTheNextOnesAreRead() throws Exception {
        var files = new TreeMap<>(CollectedFunctions.files(6));
        files.put("src/bad.py", "# fatal\n");
        files.put("src/worse.py", "# fatal\n");
        into.grammars = _ -> ChildJvm.withHeap("200m").command(FragileGrammar.class);

        var report = into.collect(tree(files).toString(), NEVER);

        assertThat(report.taken()).isEqualTo(12);
        assertThat(report.reasons()).isEqualTo(Map.of(TreeReading.GRAMMAR_FAILED, 2L));
    }

    @Test
    void grammarsThatCannotBeLoadedAreToldAtOnce() throws Exception {
        into.grammars = _ -> ChildJvm.withHeap("200m").command(FragileGrammar.class, "at once");
        var root = tree(CollectedFunctions.files(3)).toString();

        assertThatThrownBy(() -> into.collect(root, NEVER))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("The grammars cannot be loaded");
    }

    @Test
    void whatWasStoppedGoesOnAndKnowsWhatIsNearlyTheSame() throws Exception {
        var files = new TreeMap<>(CollectedFunctions.files(120));
        for (int i = 0; i < 60; i++) {
            files.put("src/twin" + i + ".py", CollectedFunctions.python(i).replace("act_", "again_"));
        }
        var root = tree(files).toString();
        var asked = new AtomicInteger();

        var stopped = into.collect(root, () -> asked.incrementAndGet() > 200);
        assertThat(stopped.stopped()).isTrue();
        assertThat(stopped.taken()).isBetween(2L, 238L);
        var rest = into.collect(root, NEVER);

        assertThat(stopped.taken() + rest.taken()).isEqualTo(240);
        assertThat(rest.duplicates()).isLessThanOrEqualTo(2);
        assertThat(rows()).hasSize(240);
    }

    @Test
    void aLimitTakesSoManyAndTheNextRunOthers() throws Exception {
        var root = tree(CollectedFunctions.files(20)).toString();
        into.limit = 6L;

        assertThat(into.collect(root, NEVER).taken()).isEqualTo(6);
        assertThat(into.collect(root, NEVER).taken()).isEqualTo(6);

        assertThat(rows()).hasSize(12);
    }

    @Test
    void killedInItsMiddleItLosesNothingAndTakesNothingTwice() throws Exception {
        var root = tree(CollectedFunctions.files(160)).toString();
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CollectedFunctions.class.getName(),
                        into.library.toString(),
                        root))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = out.readLine(); line != null && Long.parseLong(line) < 110; line = out.readLine()) {
                // until two marks are made
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        int before = rows().size();
        assertThat(before).isGreaterThanOrEqualTo(200);

        CollectReport rest = into.collect(root, NEVER);

        assertThat(before + rest.taken()).isEqualTo(320);
        assertThat(rest.duplicates()).isLessThan(320 - before + 100);
        var texts = new HashSet<List<String>>();
        assertThat(rows()).hasSize(320).allMatch(row -> texts.add(row.example().texts()));
    }

    @Test
    void whatNamesNothingIsToldInASentence() {
        assertThatThrownBy(() -> into.collect("no folder at all", NEVER))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("Give a folder, or OWNER/REPO.");
    }
}
