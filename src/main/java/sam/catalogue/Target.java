package sam.catalogue;

/// How many accepted rows of one kind a phase aims at, by the researcher's own table.
///
/// - `title`: what is counted, such as "Code diffs".
/// - `from`, `to`: enough, and plenty; equal where the table names one number.
public record Target(String id, String title, int phase, long from, long to) {}
