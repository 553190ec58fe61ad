/// The sources a person can choose from, as data: what each teaches, under which licence, how large it is, where it is
/// collected from, and the targets they serve. Fetching them is the collectors' work, showing them the page's.
@NullMarked
package sam.catalogue;

import org.jspecify.annotations.NullMarked;
