package sam.github;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.durable.Plain;
import sam.intake.CollectOrder;
import sam.intake.Collector;
import sam.intake.Door;
import sam.intake.ImportException;
import sam.library.Origin;
import sam.library.Tier;
import sam.repos.FileChange;
import sam.repos.FileContent;
import sam.repos.GitRepository;
import sam.repos.Licences;
import sam.repos.RepositoryException;

/// Pull requests of a clone on this machine, found in its history without asking anybody: `git:FOLDER`.
public final class GitCollector implements Collector {
    private static final int MARK_EVERY = 200;
    private static final int TELL_EVERY = 20;
    /// With fewer pull requests than one in so many commits, work is done in commits.
    private static final int FEW = 50;

    @Override
    public String scheme() {
        return "git";
    }

    @Override
    public void collect(CollectOrder order, Door door) {
        try (var repository = GitRepository.open(folder(order.address()))) {
            var head = repository
                    .head()
                    .orElseThrow(() -> new ImportException(
                            Plain.text("%s has no commit yet. Nothing was taken.", order.address())));
            var name = repository.origin().orElse(repository.name());
            var licence = Licences.gate(name, Licences.of(repository, head), order.licence());
            var begun = door.marked().map(Mark::of).filter(mark -> repository.holds(mark.head()));
            new Walk(repository, name, licence, door, begun.orElse(new Mark(head, null))).go();
        } catch (RepositoryException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Path folder(String address) {
        try {
            return Path.of(address);
        } catch (InvalidPathException e) {
            throw new ImportException(Plain.text("\"%s\" is no path. Give a folder.", address), e);
        }
    }

    /// Where it goes on: the commit the walk began at, and the last that was done.
    private record Mark(String head, @Nullable String done) {
        static Mark of(tools.jackson.databind.JsonNode json) {
            var done = json.path("done").asString("");
            return new Mark(json.path("head").asString(""), done.isEmpty() ? null : done);
        }
    }

    /// One way through the history, newest first.
    private record Walk(GitRepository repository, String name, String licence, Door door, Mark mark) {
        void go() {
            var proposals = new GitProposals(repository, name);
            var counted = count();
            boolean plain = counted.proposals() * FEW < counted.commits();
            door.say(expectation(counted, plain));
            boolean waiting = mark.done() != null;
            var last = mark.done();
            long at = 0;
            try (var history = repository.history(mark.head())) {
                for (var next = history.next(); next.isPresent(); next = history.next()) {
                    var commit = next.get();
                    if (++at % TELL_EVERY == 0) {
                        door.at(at, counted.commits(), "commits");
                    }
                    if (waiting) {
                        waiting = !commit.id().equals(mark.done());
                        continue;
                    }
                    if (door.isOpen()) {
                        proposals.of(commit, history, plain).ifPresent(this::bring);
                    }
                    // where it closed in the middle of a commit, the commit is done again
                    boolean closed = !door.isOpen();
                    last = closed ? last : commit.id();
                    if (closed || at % MARK_EVERY == 0) {
                        door.mark(Json.MAPPER.valueToTree(new Mark(mark.head(), last)));
                    }
                    if (closed) {
                        return;
                    }
                }
            }
            door.at(at, counted.commits(), "commits");
            door.mark(null);
        }

        private String expectation(Counted counted, boolean plain) {
            return plain
                    ? Plain.text(
                            "%s has hardly any pull requests in its history; its %,d commits are judged by what they"
                                + " say. Expect one to three rows of a hundred, more where they are well described.",
                            name, counted.commits())
                    : Plain.text(
                            "%s has %,d pull requests in its history. Expect one to three rows of a hundred, more where"
                                    + " they are well described.",
                            name, counted.proposals());
        }

        private record Counted(long commits, long proposals) {}

        private Counted count() {
            long commits = 0;
            long proposals = 0;
            try (var history = repository.history(mark.head())) {
                for (var next = history.next(); next.isPresent() && door.isOpen(); next = history.next()) {
                    commits++;
                    proposals += GitProposals.number(next.get()).isPresent() ? 1 : 0;
                }
            }
            return new Counted(commits, proposals);
        }

        private void bring(GitProposals.Found found) {
            var proposal = found.proposal();
            var judged = found.bot() ? new Judgement.Refused("is made by a program") : judge(found);
            var item = new Origin.Item(proposal.key(), name, proposal.address(), null, proposal.revision());
            var origin = new Origin(name, 0, licence, Tier.TRAIN_FIRST).with(item);
            switch (judged) {
                case Judgement.Refused refused -> door.refuse(proposal.key(), refused.reason(), proposal.title());
                case Judgement.Rows rows -> {
                    door.take(1, rows.diff(), origin);
                    rows.explanations().forEach(chat -> door.take(1, chat, origin));
                }
            }
        }

        private Judgement judge(GitProposals.Found found) {
            var early = Description.of(found.proposal(), _ -> true)
                    .fault(found.proposal().strict());
            if (early.isPresent()) {
                return new Judgement.Refused(early.get());
            }
            var changes = repository.changes(found.base(), found.tip(), ChangeRows.MOST_CHANGES);
            if (changes.isEmpty()) {
                return new Judgement.Refused("touches more than 5 files");
            }
            return switch (ChangeRows.choose(changes.get())) {
                case ChangeRows.Choice.Unfit unfit -> new Judgement.Refused(unfit.reason());
                case ChangeRows.Choice.Wanted wanted -> {
                    var files = new ArrayList<Edited>();
                    for (var change : wanted.changes()) {
                        var before = content(change.oldBlob());
                        var after = content(change.newBlob());
                        if (!before.isText() || !after.isText()) {
                            yield new Judgement.Refused("touches files that are no short texts");
                        }
                        boolean added = change.kind() == FileChange.Kind.ADDED;
                        files.add(Edited.of(change.path(), added, before.text(), after.text()));
                    }
                    yield ChangeRows.judge(found.proposal(), files);
                }
            };
        }

        private FileContent content(String blob) {
            return blob.isEmpty() ? FileContent.of(new byte[0]) : repository.content(blob, ChangeRows.MOST_BYTES);
        }
    }
}
