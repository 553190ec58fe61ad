package sam.functions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import sam.durable.Plain;
import sam.durable.Sentences;
import sam.intake.CollectOrder;
import sam.intake.Collector;
import sam.intake.Door;
import sam.intake.ImportException;
import sam.repos.GitClone;
import sam.repos.Licences;
import sam.repos.RepositoryException;

/// Collects the documented functions of a repository: `functions:FOLDER` or `functions:OWNER/REPO`. A folder that
/// exists
/// is meant; a repository is fetched at its newest commit alone.
public final class FunctionsCollector implements Collector {
    private static final String OWNER_AND_NAME = "[\\w.-]+/[\\w.-]+";

    private final Map<String, String> environment;
    private final Function<Path, List<String>> grammars;

    FunctionsCollector(Map<String, String> environment, Function<Path, List<String>> grammars) {
        this.environment = Map.copyOf(environment);
        this.grammars = grammars;
    }

    /// The git server and its token as the environment names them.
    public static FunctionsCollector of(Map<String, String> environment, InstantSource clock) {
        java.util.Objects.requireNonNull(clock);
        return new FunctionsCollector(environment, GrammarProcess::usual);
    }

    @Override
    public String scheme() {
        return "functions";
    }

    @Override
    public void collect(CollectOrder order, Door door) throws IOException, InterruptedException {
        try {
            var tree = tree(order, door);
            if (tree.isPresent()) {
                try (var open = tree.get()) {
                    var licence = Licences.gate(open.name(), open.licence(), order.licence());
                    try (var grammar = GrammarProcess.start(grammars)) {
                        new TreeReading(open, licence, order, door, grammar).read();
                    }
                }
            }
        } catch (RepositoryException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e);
        }
    }

    private Optional<CodeTree> tree(CollectOrder order, Door door) throws IOException {
        var address = order.address().strip();
        var folder = folder(address);
        if (folder.isPresent()) {
            return Optional.of(CodeTree.of(folder.get(), door::isOpen));
        }
        if (!address.matches(OWNER_AND_NAME)) {
            throw new ImportException(Plain.text(
                    "There is no folder \"%s\", and it names no repository. Give a folder, or OWNER/REPO.",
                    Sentences.quoting(address)));
        }
        var fetched = GitClone.of(environment).newest(address, order.desk(), watch(door));
        return fetched == null ? Optional.empty() : Optional.of(CodeTree.Committed.of(fetched, door::isOpen));
    }

    private static Optional<Path> folder(String address) {
        try {
            var path = Path.of(address);
            return Files.isDirectory(path) ? Optional.of(path) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static GitClone.Watch watch(Door door) {
        return new GitClone.Watch() {
            @Override
            public boolean isOpen() {
                return door.isOpen();
            }

            @Override
            public void at(long done, long all, String unit) {
                door.at(done, all, unit);
            }

            @Override
            public void say(String news) {
                door.say(news);
            }
        };
    }
}
