package sam.github;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import sam.library.Example;
import sam.repos.FileChange;
import sam.repos.SourcePaths;
import sam.rows.Message;

/// Which changes are worth a row, and the rows they become: what is asked with the files it starts from → the diff; the
/// diff → why it was made.
final class ChangeRows {
    /// More files than these are never looked at.
    static final int MOST_CHANGES = 12;
    /// The longest file that is read.
    static final int MOST_BYTES = 256 << 10;

    private static final int MOST_FILES = 5;
    private static final int LEAST_LINES = 3;
    private static final int MOST_LINES = 150;
    private static final int MOST_CHARS = 12_000;
    private static final Set<String> PROSE = Set.of("md", "rst", "txt", "adoc", "markdown", "asciidoc", "html");
    private static final Pattern PROSE_NAME = Pattern.compile(
            "(?i)(?:.*/)?(?:change(?:s|log)|news|history|authors|contributors|thanks|release.?notes?|readme)[^/]*");

    private ChangeRows() {}

    /// The changes whose texts are needed, or why there is nothing to look at. What only tells of the change, such as
    /// a change log, is left out.
    sealed interface Choice {
        record Wanted(List<FileChange> changes) implements Choice {}

        record Unfit(String reason) implements Choice {}
    }

    static Choice choose(List<FileChange> changes) {
        var wanted = new ArrayList<FileChange>();
        boolean changesCode = false;
        for (var change : changes) {
            var path = change.path();
            if (isProse(path)) {
                continue;
            }
            if (SourcePaths.isForeign(path) || SourcePaths.isGenerated(path)) {
                return new Choice.Unfit("touches generated or vendored files");
            }
            if (!SourcePaths.isSource(path)) {
                return new Choice.Unfit("touches files that are no source code");
            }
            if (change.kind() != FileChange.Kind.CHANGED && change.kind() != FileChange.Kind.ADDED) {
                return new Choice.Unfit("moves or deletes files");
            }
            changesCode |= change.kind() == FileChange.Kind.CHANGED && !SourcePaths.isTest(path);
            wanted.add(change);
        }
        if (wanted.size() > MOST_FILES) {
            return new Choice.Unfit("touches more than 5 files");
        }
        if (!changesCode) {
            return new Choice.Unfit(
                    wanted.isEmpty() ? "changes no source code" : "changes no source code beside tests and new files");
        }
        return new Choice.Wanted(wanted);
    }

    private static boolean isProse(String path) {
        var ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return PROSE.contains(ending)
                || PROSE_NAME.matcher(path).matches()
                        && SourcePaths.language(path).isEmpty();
    }

    /// Judges a change by its texts.
    static Judgement judge(Proposal proposal, List<Edited> files) {
        var mentioned = new StringBuilder();
        for (var file : files) {
            mentioned.append(file.before()).append('\n').append(file.after()).append('\n');
        }
        var all = mentioned.toString();
        var told = Description.of(proposal, word -> all.contains("@" + word));
        var fault = told.fault(proposal.strict());
        if (fault.isPresent()) {
            return new Judgement.Refused(fault.get());
        }
        if (told.asksForDocuments()) {
            return new Judgement.Refused("asks for a change of the documentation");
        }
        var diffs = files.stream()
                .map(UnifiedDiff::of)
                .filter(diff -> !diff.text().isEmpty())
                .toList();
        return unfit(proposal, diffs).<Judgement>map(Judgement.Refused::new).orElseGet(() -> rows(told, diffs));
    }

    private static Optional<String> unfit(Proposal proposal, List<UnifiedDiff> diffs) {
        if (diffs.isEmpty() || diffs.stream().allMatch(UnifiedDiff::isFormatOnly)) {
            return Optional.of("changes only the format");
        }
        if (diffs.stream()
                .allMatch(diff ->
                        diff.isCommentOnly() || SourcePaths.isTest(diff.file().path()))) {
            return Optional.of("changes only comments and tests");
        }
        int lines =
                diffs.stream().mapToInt(diff -> diff.added() + diff.removed()).sum();
        if (lines < LEAST_LINES || lines > MOST_LINES) {
            return Optional.of("changes fewer than 3 or more than 150 lines");
        }
        if (diffs.stream()
                .anyMatch(diff -> SourcePaths.looksGenerated(diff.file().after()))) {
            return Optional.of("touches generated or vendored files");
        }
        if (diffs.stream().mapToInt(diff -> diff.text().length()).sum() > MOST_CHARS) {
            return Optional.of("is longer than 12 KB");
        }
        if (!diffs.stream().allMatch(UnifiedDiff::applies)) {
            return Optional.of("does not apply to the files it starts from");
        }
        boolean named = proposal.people().stream()
                .filter(name -> name.strip().contains(" "))
                .anyMatch(name -> diffs.stream().anyMatch(diff -> diff.text().contains(name.strip())));
        return named ? Optional.of("names a person") : Optional.empty();
    }

    private static Judgement rows(Description told, List<UnifiedDiff> diffs) {
        var before = Excerpt.of(diffs, MOST_CHARS);
        if (before.isEmpty()) {
            return new Judgement.Refused("is longer than 12 KB");
        }
        var diff =
                String.join("", diffs.stream().map(UnifiedDiff::text).toList()).stripTrailing();
        var explained = told.rationale()
                .map(why -> new Example.Chat(List.of(
                        Message.user("Explain this change: what it does and why.\n\n```diff\n" + diff + "\n```"),
                        Message.assistant(why))));
        return new Judgement.Rows(
                new Example.Diff(told.request(), before.get(), diff),
                explained.map(List::of).orElse(List.of()));
    }
}
