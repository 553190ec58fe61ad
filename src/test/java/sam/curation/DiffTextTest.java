package sam.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sam.curation.DiffText.Kind;
import sam.curation.DiffText.Line;

class DiffTextTest {
    private static final String GIT = """
        diff --git a/src/Gate.java b/src/Gate.java
        index 83db48f..bf269f4 100644
        --- a/src/Gate.java
        +++ b/src/Gate.java
        @@ -10,4 +10,5 @@ class Gate {
             void open() {
        -        swing();
        +        oil();
        +        swing(2);
             }

        @@ -40 +41 @@
        --- not a header, a removed line of SQL
        +++ not one either
        diff --git a/old.txt b/old.txt
        deleted file mode 100644
        --- a/old.txt
        +++ /dev/null
        @@ -1,2 +0,0 @@
        -one
        -two
        \\ No newline at end of file
        diff --git a/a b/c.txt b/a b/d.txt
        similarity index 100%
        rename from a b/c.txt
        rename to a b/d.txt
        """;

    @Test
    void aDiffOfGitIsFilesHunksAndNumberedLines() {
        var files = DiffText.of(GIT).files();
        assertThat(files).extracting(DiffText.FileDiff::path).containsExactly("src/Gate.java", "old.txt", "a b/d.txt");
        assertThat(files).extracting(DiffText.FileDiff::note).containsExactly("", "deleted", "a b/c.txt");
        var first = files.getFirst();
        assertThat(first.hunks().getFirst().where()).isEqualTo("class Gate {");
        assertThat(first.hunks().getFirst().lines())
                .containsExactly(
                        new Line(Kind.CONTEXT, 10, 10, "    void open() {"),
                        new Line(Kind.REMOVED, 11, 0, "        swing();"),
                        new Line(Kind.ADDED, 0, 11, "        oil();"),
                        new Line(Kind.ADDED, 0, 12, "        swing(2);"),
                        new Line(Kind.CONTEXT, 12, 13, "    }"),
                        new Line(Kind.CONTEXT, 13, 14, ""));
        assertThat(first.hunks().get(1).lines())
                .as("the header counts the lines, so that none of them is read as a header")
                .extracting(Line::kind)
                .containsExactly(Kind.REMOVED, Kind.ADDED);
        assertThat(files.get(1).hunks().getFirst().lines())
                .extracting(Line::kind)
                .containsExactly(Kind.REMOVED, Kind.REMOVED, Kind.NOTE);
        assertThat(first.count(Kind.ADDED)).isEqualTo(3);
    }

    @Test
    void aPlainPatchOfSeveralFilesHasNoGitLines() {
        var files = DiffText.of("""
            --- a.py\t2026-11-27 10:00:00
            +++ a.py\t2026-11-27 10:01:00
            @@ -1 +1 @@
            -x = 1
            +x = 2
            --- /dev/null
            +++ b.py
            @@ -0,0 +1 @@
            +y = 1\
            """).files();
        assertThat(files).extracting(DiffText.FileDiff::path).containsExactly("a.py", "b.py");
        assertThat(files).extracting(DiffText.FileDiff::note).containsExactly("", "new");
    }

    @Test
    void nothingOfATextIsLeftOutAlsoWhereItIsNoDiff() {
        var code = "def f():\n    return 1\n";
        var plain = DiffText.of(code);
        assertThat(plain.isPlain()).isTrue();
        assertThat(plain.files().getFirst().hunks().getFirst().lines())
                .extracting(Line::text)
                .containsExactly("def f():", "    return 1");
        var around = DiffText.of("Here is the change:\n--- a\n+++ a\n@@ -1 +1 @@\n-x\n+y\nDone.\n");
        assertThat(said(around)).contains("Here is the change:", "x", "y", "Done.");
        var short1 = DiffText.of("@@ -1,9 +1,9 @@\n-only one\n");
        assertThat(said(short1)).containsExactly("only one");
        assertThat(DiffText.of("").lineCount()).isZero();
        assertThat(said(DiffText.of("@@ -999999999,999999999 +1 @@\n+a"))).containsExactly("a");
    }

    @Test
    void theFirstLinesOfALongDiffAreWholeFilesAsFarAsTheyGo() {
        var diff = DiffText.of("--- a\n+++ a\n@@ -0,0 +1,5000 @@\n"
                + IntStream.range(0, 5_000).mapToObj(i -> "+line " + i).collect(Collectors.joining("\n"))
                + "\n--- b\n+++ b\n@@ -1 +1 @@\n-x\n+y");
        assertThat(diff.lineCount()).isEqualTo(5_002);
        assertThat(diff.first(400).lineCount()).isEqualTo(400);
        assertThat(diff.first(400).files()).hasSize(1);
        assertThat(diff.first(5_001).files()).hasSize(2);
    }

    private static List<String> said(DiffText diff) {
        return diff.files().stream()
                .flatMap(file -> file.hunks().stream())
                .flatMap(hunk -> hunk.lines().stream())
                .map(Line::text)
                .toList();
    }

    @Test
    void codeThatNobodyFencedIsKnownFromProse() {
        for (var code : List.of(
                "if (gate.isOpen()) {\n    gate.close();\n}",
                "return Optional.ofNullable(name);",
                "def f(x):\n    y = x + 1\n    return y",
                "SELECT;\n  a,\n  b\n-- all of it\n  FROM t;",
                "@@ -1,2 +1,2 @@\n-    int a = 1;\n+    int a = 2;\n")) {
            assertThat(CodeLook.is(code)).as(code).isTrue();
        }
        for (var prose : List.of(
                "Wipe the hinges dry first, then let one drop of oil run down each pin.",
                "Hello!\n\nI am SAM. How are you?\n\nTell me more about the gate (the old one).",
                "Use this:\n\n```java\nint a = 1;\n```\n",
                "1. Wash the rice.\n2. Boil it.\n3. Eat.",
                "",
                "Yes.")) {
            assertThat(CodeLook.is(prose)).as(prose).isFalse();
        }
    }
}
