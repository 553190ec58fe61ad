package sam.packing;

/// What a length costs: of so many `rows`, how many are `cut` and lose their end, and how many of these are `lost`,
/// because not a token of their answer is left.
public record CutRows(long rows, long cut, long lost) {
    public static final CutRows NONE = new CutRows(0, 0, 0);
}
