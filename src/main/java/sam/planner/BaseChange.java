package sam.planner;

import sam.project.PhaseStack;
import sam.project.Project;
import sam.ui.Dialogs;
import sam.ui.Texts;

/// Another base under a project: adapters that are there fit the very model they were trained on, so that is asked
/// first.
public final class BaseChange {
    private BaseChange() {}

    /// Whether the person goes on; a project of which nothing is trained may stand on any base.
    public static boolean isMeant(Project project, Dialogs dialogs) {
        boolean trained =
                project.content().phases().stream().anyMatch(phase -> PhaseStack.isTrained(project, phase.number()));
        var name = BaseName.of(project.base());
        return !trained
                || dialogs.confirm(
                        Texts.of("base-missing.same", name),
                        Texts.of("base-missing.same-words", name),
                        Texts.of("base-missing.use"));
    }
}
