/** What is in a database at one instant: its rows as hashes, and everything else by name. */
@NullMarked
package io.homeport.backup.inventory;

import org.jspecify.annotations.NullMarked;
