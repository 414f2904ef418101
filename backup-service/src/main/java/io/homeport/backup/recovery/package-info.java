/** Putting an archive into a new database of a server. */
@NullMarked
package io.homeport.backup.recovery;

import org.jspecify.annotations.NullMarked;
