/// Data sets of the Hugging Face hub as a source: which of a repository's files hold which part of it, sizes before
/// anything is fetched, samples drawn with a seed. What a file's rows become is `intake`'s; fetching a file is `hub`'s.
@NullMarked
package sam.datasets;

import org.jspecify.annotations.NullMarked;
