package sam.library;

/// What the person wrote beside an example.
public record Remark(String note, String tag, boolean flag) {
    static final Remark NONE = new Remark("", "", false);
}
