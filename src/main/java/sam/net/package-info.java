/// Asking a service over HTTP: patience, redirects, conditional and ranged requests, sizes that have an end; a secret
/// goes to the service it belongs to and to nobody else. What the answers mean is the asker's.
@NullMarked
package sam.net;

import org.jspecify.annotations.NullMarked;
