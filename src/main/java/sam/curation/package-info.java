/// Looking at rows one by one: Review, Pairs and the Library page. What a decision does to a row is `library`'s.
@NullMarked
package sam.curation;

import org.jspecify.annotations.NullMarked;
