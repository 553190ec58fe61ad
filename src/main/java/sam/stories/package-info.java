/// Stories that the person has as files become rows that teach a voice: works with what their archives say of them,
/// chapters and scenes, who speaks, a plan of what will be made before it is made, and a lens on each work's style.
/// Asking archives for stories does not belong here, nor does judging rows; how EPUB, HTML and archives are read is
/// `texts`'. Files of unknown origin are read by `StoryMain` in a process of its own.
@NullMarked
package sam.stories;

import org.jspecify.annotations.NullMarked;
