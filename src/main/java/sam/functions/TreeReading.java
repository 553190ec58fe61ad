package sam.functions;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import sam.durable.Hashes;
import sam.durable.Json;
import sam.durable.Plain;
import sam.intake.CollectOrder;
import sam.intake.Door;
import sam.library.Example;
import sam.library.LicenceKind;
import sam.library.Origin;
import sam.library.Tier;
import sam.repos.FileContent;
import sam.repos.SourcePaths;
import tools.jackson.databind.JsonNode;

/// One way through the files of a tree, in an order that the seed chooses and that new files do not change.
///
/// Going on reads the files before the mark again without handing anything over: which functions are nearly the same
/// is known then as if nothing had stopped it.
final class TreeReading {
    static final String NO_TEXT = "is no text in UTF-8";
    static final String TOO_LONG = "is longer than 1 MB";
    static final String NOT_THERE = "is not in this clone";
    static final String MADE = "was written by a program";
    static final String OTHER_LICENCE = "has a licence of its own that asks more than to be named";
    static final String GRAMMAR_FAILED = "is a file that the grammar fails on";

    private static final int MARK_EVERY = 50;
    private static final int PHASE = 1;
    private static final int HEADER = 4_000;
    private static final int HASH = 12;
    /// Where code stands to show how other code is used or measured.
    private static final Pattern SHOWN = Pattern.compile(
            "(?i)(?:^|/)(?:examples?|samples?|demos?|docs?|tutorials?|benchmarks?|jmh)/|Benchmarks?\\.java$");
    private static final Pattern TAG = Pattern.compile(
            "SPDX-License-Identifier:[ \\t]*([A-Za-z0-9.+()-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+()-]+)*)");
    private static final Pattern SHARES = Pattern.compile(
            "(?i)GNU (?:Lesser |Library |Affero )?General Public Licen[cs]e|Mozilla Public Licen[cs]e|Eclipse Public"
                    + " Licen[cs]e");

    private final CodeTree tree;
    private final String licence;
    private final CollectOrder order;
    private final Door door;
    private final GrammarProcess grammar;
    private final Twins twins = new Twins();

    TreeReading(CodeTree tree, String licence, CollectOrder order, Door door, GrammarProcess grammar) {
        this.tree = tree;
        this.licence = licence;
        this.order = order;
        this.door = door;
        this.grammar = grammar;
    }

    /// Where it stopped: so many files of this commit in the order of this seed are done.
    private record Mark(String revision, long seed, int all, int done) {}

    private record Placed(String place, String path) {}

    void read() throws IOException {
        var paths = tree.paths().stream()
                .filter(TreeReading::isWanted)
                .map(path -> new Placed(Hashes.sha256(order.seed() + " " + path), path))
                .sorted(Comparator.comparing(Placed::place))
                .map(Placed::path)
                .toList();
        door.say(Plain.text(
                "%s holds %,d files of Java and Python that are neither tests nor brought along from elsewhere.",
                tree.name(), paths.size()));
        int from = begun(paths.size());
        for (int i = 0; i < paths.size(); i++) {
            door.at(i, paths.size(), "files");
            file(paths.get(i), i >= from);
            if (!door.isOpen()) {
                // what is left of this file is done again
                mark(Math.max(i, from), paths.size());
                return;
            }
            if (i >= from && (i + 1) % MARK_EVERY == 0) {
                mark(i + 1, paths.size());
            }
        }
        door.at(paths.size(), paths.size(), "files");
        door.mark(null);
    }

    private int begun(int all) {
        Optional<JsonNode> told = door.marked();
        if (told.isEmpty()) {
            return 0;
        }
        var node = told.get();
        boolean same = node.path("revision").asString("").equals(tree.revision())
                && node.path("seed").asLong(-1) == order.seed()
                && node.path("all").asInt(-1) == all;
        return same ? Math.clamp(node.path("done").asInt(0), 0, all) : 0;
    }

    private void mark(int done, int all) {
        door.mark(Json.MAPPER.valueToTree(new Mark(tree.revision(), order.seed(), all, done)));
    }

    private static boolean isWanted(String path) {
        var language = SourcePaths.language(path).orElse("");
        return (language.equals("Java") || language.equals("Python") && !path.endsWith(".pyi"))
                && !SHOWN.matcher(path).find()
                && SourcePaths.isSource(path)
                && !SourcePaths.isTest(path);
    }

    private void file(String path, boolean fresh) throws IOException {
        var content = tree.content(path);
        var fault = content.isText() ? faultOf(content.text()) : reason(content.kind());
        if (fault.isEmpty()) {
            var language = SourcePaths.language(path).orElse("");
            var functions = grammar.functions(language, content.text());
            if (functions.isPresent()) {
                var own = ownLicence(content.text()).orElse(licence);
                functions.get().forEach(found -> bring(path, found, own, fresh));
                return;
            }
            fault = GRAMMAR_FAILED;
        }
        if (fresh) {
            door.refuse(path, fault, "");
        }
    }

    private static String reason(FileContent.Kind kind) {
        return switch (kind) {
            case TEXT -> "";
            case BINARY -> NO_TEXT;
            case TOO_LONG -> TOO_LONG;
            case MISSING -> NOT_THERE;
        };
    }

    private String faultOf(String text) {
        if (SourcePaths.looksGenerated(text)) {
            return MADE;
        }
        if (order.licence() != null) {
            return "";
        }
        var own = ownLicence(text);
        boolean asksMore = own.isPresent()
                ? LicenceKind.of(own.get()).compareTo(LicenceKind.PERMISSIVE) > 0
                : SHARES.matcher(header(text)).find();
        return asksMore ? OTHER_LICENCE : "";
    }

    private Optional<String> ownLicence(String text) {
        var tag = TAG.matcher(header(text));
        return order.licence() == null && tag.find() ? Optional.of(tag.group(1)) : Optional.empty();
    }

    private static String header(String text) {
        return text.length() > HEADER ? text.substring(0, HEADER) : text;
    }

    private void bring(String path, FoundFunction found, String licensed, boolean fresh) {
        var place = path + "#" + found.name();
        var writing = found.fault().isEmpty() ? Judge.againstWriting(found) : found.fault();
        var explaining = found.fault().isEmpty() ? Judge.againstExplaining(found) : found.fault();
        boolean fits = writing.isEmpty() || explaining.isEmpty();
        if (fits && !twins.keeps(found.code())) {
            fits = false;
            writing = Judge.TWIN;
        }
        if (!fresh || !door.isOpen()) {
            return;
        }
        if (!fits) {
            door.refuse(place, writing, found.signature());
            return;
        }
        for (var kind : List.of("write", "explain")) {
            boolean write = kind.equals("write");
            if ((write ? writing : explaining).isEmpty() && door.isOpen()) {
                door.take(PHASE, example(found, write), origin(path, found, kind, licensed));
            }
        }
    }

    private static Example example(FoundFunction found, boolean write) {
        return write ? FunctionRows.writing(found) : FunctionRows.explaining(found);
    }

    private Origin origin(String path, FoundFunction found, String kind, String licensed) {
        var hash = Hashes.sha256(found.code()).substring(0, HASH);
        return new Origin(tree.name(), found.line(), licensed, Tier.TRAIN_FIRST)
                .with(new Origin.Item(
                        Plain.text("%s %s#%s %s %s", tree.name(), path, found.name(), hash, kind),
                        tree.name(),
                        tree.address(path, found.line(), found.lastLine()),
                        null,
                        tree.revision().isEmpty() ? null : tree.revision()));
    }
}
