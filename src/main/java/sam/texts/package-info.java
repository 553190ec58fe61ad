/// Texts as strangers keep them, turned into plain structure: HTML into Markdown, Markdown into headings and blocks,
/// books and archives into their parts. What a text is good for, where it comes from and what becomes of it are
/// others' business: nothing here knows rows, libraries or the network.
@NullMarked
package sam.texts;

import org.jspecify.annotations.NullMarked;
