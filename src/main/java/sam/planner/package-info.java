@NullMarked
package sam.planner;

import org.jspecify.annotations.NullMarked;
