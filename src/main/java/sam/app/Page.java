package sam.app;

/// The pages down the side: the steps a person takes with a phase, then two about the whole.
public enum Page {
    SOURCES(WindowCommand.SHOW_SOURCES),
    LINES(WindowCommand.SHOW_LINES),
    REVIEW(WindowCommand.SHOW_REVIEW),
    PAIRS(WindowCommand.SHOW_PAIRS),
    PLAN(WindowCommand.SHOW_PLAN),
    TRAIN(WindowCommand.SHOW_TRAIN),
    TRY(WindowCommand.SHOW_TRY),
    LIBRARY(WindowCommand.SHOW_LIBRARY),
    SETTINGS(WindowCommand.SHOW_SETTINGS);

    private final WindowCommand show;

    Page(WindowCommand show) {
        this.show = show;
    }

    public WindowCommand show() {
        return show;
    }

    /// Whether the page is one of the steps at the top of the side bar.
    public boolean isStep() {
        return compareTo(LIBRARY) < 0;
    }

    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
