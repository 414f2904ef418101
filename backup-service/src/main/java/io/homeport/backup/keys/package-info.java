/** The installation's master key, and the data keys that it wraps. */
@NullMarked
package io.homeport.backup.keys;

import org.jspecify.annotations.NullMarked;
