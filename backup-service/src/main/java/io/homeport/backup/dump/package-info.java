/** Taking a backup: the dump and the manifest of what it holds. */
@NullMarked
package io.homeport.backup.dump;

import org.jspecify.annotations.NullMarked;
