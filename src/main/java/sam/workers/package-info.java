/// Starts and leases worker processes for the rooms of the person's tower: runs in their folders, the one model host
/// that
/// answers short questions, and the one lease of memory that both live by. What a worker does is `sam.worker`'s; what
/// is
/// asked of it is a record in `sam.protocol`.
@NullMarked
package sam.workers;

import org.jspecify.annotations.NullMarked;
