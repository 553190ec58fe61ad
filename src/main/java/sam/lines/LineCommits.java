package sam.lines;

import java.util.List;
import java.util.function.LongConsumer;
import sam.catalogue.Catalogue;
import sam.catalogue.Entry;
import sam.catalogue.Target;
import sam.curation.CommitQueue;
import sam.durable.Hashes;
import sam.library.Decision;
import sam.library.NewExample;
import sam.library.Origin;
import sam.library.Status;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.Dialogs;

/// Brings lines into the library: accepted at once, since a person wrote them, as rows of the catalogue's source.
record LineCommits(ProjectSession session, Background background, CommitQueue commits, Dialogs dialogs, Entry source) {
    private static final String SOURCE = "own-lines";
    private static final long USUAL_TARGET = 1_000;

    static Entry catalogued() {
        return Catalogue.ours().find(SOURCE).orElseThrow();
    }

    /// How many lines the researcher's table asks for.
    static long target(Entry source) {
        return Catalogue.ours().targets().stream()
                .filter(aim -> aim.id().equals(source.target()))
                .findFirst()
                .map(Target::from)
                .orElse(USUAL_TARGET);
    }

    /// The phase whose rows the lines become: the catalogue's, or the one in front where the project has none such.
    int phase() {
        return session.project().content().phases().stream().anyMatch(phase -> phase.number() == source.phase())
                ? source.phase()
                : session.phase();
    }

    /// A new row, and with the draft it was made from a pair; `system` is its system prompt, empty for none.
    void add(OwnLine line, String system, long number, LongConsumer saved, Runnable failed) {
        commits.compose(
                new NewExample(phase(), line.example(system), origin(line, number), Status.ACCEPTED),
                line.answeredDraft().map(OwnLine.Draft::text).orElse(null),
                saved,
                failed);
    }

    /// The row says what the line says; its system prompt stays as it is.
    void change(OwnLine line, long row, Runnable saved, Runnable failed) {
        background.run(
                () -> session.library().find(row).map(stored -> OwnLine.system(stored.example())),
                system -> commits.commit(new Decision.Edit(row, line.example(system.orElse("")), false), saved, failed),
                fault -> {
                    failed.run();
                    dialogs.problem(fault);
                });
    }

    /// The person wrote it, or SAM where its draft was kept word for word.
    private Origin origin(OwnLine line, long number) {
        var origin = new Origin(source.title(), number, source.licence(), source.tier())
                .with(new Origin.Item(line.opening(), null, null, null, null));
        return line.answeredDraft()
                .filter(draft -> draft.text().strip().equals(line.answer().strip()))
                .map(draft -> origin.madeBy(
                        new Origin.Maker(
                                "SAM",
                                draft.maker(),
                                Hashes.sha256(line.question().strip()),
                                0,
                                List.of()),
                        List.of()))
                .orElse(origin);
    }
}
